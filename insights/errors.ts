/** A query that cannot run, with the place that is wrong. Line and column count from 1. */
export class QueryError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, query: string, offset: number) {
    const before = query.slice(0, offset).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`${message} (line ${line}, column ${column})`);
    this.name = 'QueryError';
    this.line = line;
    this.column = column;
  }
}
