import { looksRandom } from './values.ts';

/** A token in a line of its own, or in a line of JSON that writes its line end as `\n`, or where lines were joined. */
const NEXT_LINE = /(?:(?:\r?\n|(?:\\+r)?\\+n)[ \t]*(?=[\w-]{8})| (?=[\w.-]{16}))([\w-]+(?:\.[\w-]+){0,2})(?![\w/]|[.:]\w)/y;
/** A token has three parts; encrypted ones five, and these are seldom broken. */
const DOTS = 2;

/** The end of a JSON Web Token that goes on in the next lines, as mails and terminals break it. */
export function webTokenEnd(text: string, at: number, end: number): number {
  let to = end;
  for (let i = 0; i < DOTS + 1; i++) {
    const parts = text.slice(at, to).split('.');
    const last = parts.at(-1) ?? '';
    if (parts.length > DOTS && last.length > 0) break;
    NEXT_LINE.lastIndex = to;
    const [all = '', rest = ''] = NEXT_LINE.exec(text) ?? [];
    if (!looksRandom(rest) && !rest.split('.').some(looksRandom)) break;
    to += all.length;
  }
  return to;
}
