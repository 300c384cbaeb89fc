export { InputError } from './input/input-error.ts';
export { QueryError } from './language/errors.ts';
export { parseQuery } from './language/parser.ts';
export { printQuery } from './language/printer.ts';
export { cutToWidth, displayWidth } from './language/width.ts';
export { type LogEvent, type QueryResult, type RunOptions, runQuery, type Statistics } from './run/events.ts';
export { type FileOptions, type FileQueryResult, queryFiles, type Source } from './run/files.ts';
export { TimeLimitError } from './run/time-limit.ts';
export { type Behaviour, LogsService } from './service/service.ts';
