import { CODE, type Coded, codeAt, pastBlanks } from './characters.ts';
import { bareEnd, looksRandom } from './values.ts';

const BEHIND_SLASH = /[ \t]{1,2}\/[ \t]{1,2}([^\s"'`\\,;)]{4,128})/y;

/** `credentials: name / password`: both are hidden. */
export function behindSlash(text: string, end: number): number {
  BEHIND_SLASH.lastIndex = end;
  const [all = '', rest = ''] = BEHIND_SLASH.exec(text) ?? [];
  return looksRandom(rest) ? end + all.length : end;
}

/** The further items of a list: `keys: a1, b2`. */
export function withOthers({ text, codes }: Coded, from: number, limit: number): number {
  let end = from;
  while (codeAt(codes, end) === CODE.comma) {
    const next = pastBlanks(codes, end + 1);
    const to = bareEnd(codes, next, limit);
    if (next === end + 1 || to === next || !looksRandom(text.slice(next, to)) || text[to - 1] === ':') break;
    end = to;
  }
  return end;
}
