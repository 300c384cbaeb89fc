import { displayWidth } from './width.ts';

/** What a `QueryError` knows beyond its message. */
export interface ErrorDetail {
  /** How many characters from the place are wrong; 1 when left out. */
  length?: number;
  /** What the writer may have meant, such as "did you mean filter?". */
  hint?: string;
}

/** A query that cannot run, with the place that is wrong. Line and column count from 1, in UTF-16 units. */
export class QueryError extends Error {
  readonly line: number;
  readonly column: number;
  /** Where the wrong part begins in the query, and how long it is, in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  /** The message with the query's line below it and the place marked, as a compiler shows it. */
  readonly picture: string;

  constructor(message: string, query: string, offset: number, { length = 1, hint }: ErrorDetail = {}) {
    const before = query.slice(0, offset).split('\n');
    const line = before.length;
    const lead = before.at(-1) ?? '';
    const column = lead.length + 1;
    super(`${message}${hint ? `; ${hint}` : ''} (line ${line}, column ${column})`);
    this.name = 'QueryError';
    this.line = line;
    this.column = column;
    this.offset = offset;
    this.length = length;
    const shown = query.split('\n')[line - 1] ?? '';
    const number = String(line);
    const marks = '^'.repeat(Math.max(1, displayWidth(shown.slice(lead.length, lead.length + length))));
    this.picture = [
      `${message} (line ${line}, column ${column})`,
      `  ${number} | ${shown.replaceAll('\t', ' ')}`,
      `  ${' '.repeat(number.length)} | ${' '.repeat(displayWidth(lead))}${marks}`,
      ...(hint ? [`  ${hint}`] : []),
    ].join('\n');
  }
}
