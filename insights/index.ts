export { QueryError } from './errors.ts';
export { type LogEvent, type QueryResult, runQuery } from './execute.ts';
export { parseQuery } from './parser.ts';
export { type Behaviour, LogsService } from './service.ts';
