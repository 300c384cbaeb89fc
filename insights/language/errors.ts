import { brief } from './brief.ts';
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
    const isLong = message.length + (hint?.length ?? 0) > LONGEST;
    const said = isLong ? cut(message, LONGEST * 0.6) : message;
    const meant = isLong && hint ? cut(hint, LONGEST * 0.4) : hint;
    super(`${said}${meant ? `; ${meant}` : ''} (line ${line}, column ${column})`);
    this.name = 'QueryError';
    this.line = line;
    this.column = column;
    this.offset = offset;
    this.length = length;
    const whole = (query.split('\n')[line - 1] ?? '').replaceAll('\t', ' ');
    const widest = widestFor(said.length + (meant?.length ?? 0), whole);
    const { shown, from, at } = around(whole, lead.length, widest);
    const number = String(line);
    const marks = '^'.repeat(Math.max(1, displayWidth(whole.slice(lead.length, Math.min(lead.length + length, from + widest)))));
    this.picture = [
      `${said} (line ${line}, column ${column})`,
      `  ${number} | ${shown}`,
      `  ${' '.repeat(number.length)} | ${' '.repeat(at)}${marks}`,
      ...(meant ? [`  ${meant}`] : []),
    ].join('\n');
  }
}

/** The names and texts in it are the writer's, of any length. */
const LONGEST = 260;
/** Of the picture, whose words come first: the line and the marks below it have the rest. */
const LONGEST_PICTURE = 290;
const [NARROWEST, WIDEST] = [40, 100];
/** Numbers, bars, blanks and dots around the line and the marks, and the place behind the message. */
const AROUND = 60;

const LONGEST_WORD = 60;
const LONG_WORD = /\S{61,}/g;

/** Long words first, so that what is said of them is left. */
const cut = (text: string, most: number): string =>
  brief(
    text.replace(LONG_WORD, (word) => brief(word, LONGEST_WORD)),
    most,
  );

/** How many letters of a line are shown beside so many of words; of those that take two columns half as many. */
function widestFor(words: number, whole: string): number {
  const room = Math.floor((LONGEST_PICTURE - AROUND - words) / 2);
  const most = Math.min(WIDEST, Math.max(NARROWEST, room));
  return whole.length > most && displayWidth(whole) > whole.length ? Math.floor(most / 2) : most;
}

/** The part of a long line around a place: where it begins in the line, and at which width the place stands in what is shown. */
function around(whole: string, place: number, widest: number): { shown: string; from: number; at: number } {
  const before = Math.floor(widest / 3);
  const from = whole.length <= widest ? 0 : Math.max(0, Math.min(place - before, whole.length - widest));
  const to = Math.min(whole.length, from + widest);
  const begin = from > 0 ? '…' : '';
  const shown = `${begin}${whole.slice(from, to)}${to < whole.length ? '…' : ''}`;
  return { shown, from, at: displayWidth(begin + whole.slice(from, place)) };
}
