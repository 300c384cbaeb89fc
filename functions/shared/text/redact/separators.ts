import { CODE, type Coded, type Codes, codeAt, isLineEnd, isName, isQuote, isSpace, past, pastBlanks } from './characters.ts';
import { looksRandom } from './values.ts';

/** What stands between a name and its value. */
export interface Separator {
  /** `is` for words, `,` within a tuple, `-` for an option of a command line, `<` for an element. */
  sign: ':' | '=' | ',' | 'is' | '-' | '<';
  /** Where the value may begin. */
  from: number;
}

const FOLLOWING =
  /[ \t]+(?:(?:provided|given|used|received|sent|value|header)[ \t]*){0,3}(?:([:=])|(?:is|was|are|ist|lautet|est|es|é)(?![\wé])[ \t]*([:=]?))/y;
const ESCAPED_SIGN = /%(?:25)?3[DA]/iy;

const isTwoSlashes = (codes: Codes, at: number) => codes[at] === CODE.slash && codes[at + 1] === CODE.slash;
function pastArrow(codes: Codes, at: number): number {
  let i = at;
  while (codes[i] === CODE.equals || codes[i] === CODE.greater) i++;
  return i;
}

/** Behind most words stands nothing that joins a name and its value; what can is told by one or two characters. */
export function mayFollow(codes: Codes, at: number, end: number): boolean {
  const code = codes[end] as number;
  if (code === CODE.blank || code === CODE.tab) {
    const gapEnd = pastBlanks(codes, end + 1);
    const next = codes[gapEnd] as number;
    if (next === CODE.colon || next === CODE.equals || (codes[at] === CODE.dash && codes[at + 1] === CODE.dash)) return true;
    const second = codes[gapEnd + 1] as number;
    return next < 128 && second < 128 && FOLLOWERS[next * 128 + second] === 1;
  }
  return code < 128 && JOINS[code] === 1;
}

const JOINS = new Uint8Array(128);
for (const sign of ':="\'`\\%>') JOINS[sign.charCodeAt(0)] = 1;
/** The words of FOLLOWING, by their first two letters. */
const FOLLOWERS = new Uint8Array(128 * 128);
for (const begin of ['pr', 'gi', 'us', 're', 'se', 'va', 'he', 'is', 'wa', 'ar', 'la', 'es', 'e ']) {
  FOLLOWERS[begin.charCodeAt(0) * 128 + begin.charCodeAt(1)] = 1;
}
/** What joins a name that ends at a position and a value, if anything does. */
export function separatorAt({ text, codes }: Coded, at: number, from: number, isQuoted: boolean): Separator | undefined {
  let i = from;
  if (isQuoted && codeAt(codes, i) === CODE.closeBracket) i++;
  const gapEnd = isQuoted ? past(text, i, isSpace) : pastBlanks(codes, i);
  const code = codeAt(codes, gapEnd);
  if (code === CODE.colon) {
    if (codeAt(codes, gapEnd + 1) === CODE.colon || isTwoSlashes(codes, gapEnd + 1)) return undefined;
    const isAssigned = codeAt(codes, gapEnd + 1) === CODE.equals;
    return { sign: isAssigned ? '=' : ':', from: gapEnd + (isAssigned ? 2 : 1) };
  }
  if (code === CODE.equals) return { sign: '=', from: pastArrow(codes, gapEnd + 1) };
  if (code === CODE.comma && isQuoted) return { sign: ',', from: gapEnd + 1 };
  if (code === CODE.percent && gapEnd === from) {
    ESCAPED_SIGN.lastIndex = gapEnd;
    return ESCAPED_SIGN.test(text) ? { sign: '=', from: ESCAPED_SIGN.lastIndex } : undefined;
  }
  if (code === CODE.greater && gapEnd === from && codeAt(codes, at - 1) === CODE.less) return { sign: '<', from: gapEnd + 1 };
  if (gapEnd === from) return undefined;
  if (codeAt(codes, at) === CODE.dash && codeAt(codes, at + 1) === CODE.dash) return { sign: '-', from: gapEnd };
  if (!isName(code)) return undefined;
  FOLLOWING.lastIndex = from;
  const found = FOLLOWING.exec(text);
  if (!found) return undefined;
  if (found[0].search(/\b(?:es|est)\b|é/) >= 0 && !looksRandom(wordAt(text, FOLLOWING.lastIndex))) return undefined;
  return { sign: (found[1] || found[2] || 'is') as ':' | '=' | 'is', from: FOLLOWING.lastIndex };
}

/** A word, where in other languages `is` has other meanings, too. */
const wordAt = (text: string, at: number): string => /^\S{0,64}/.exec(text.slice(at, at + 64))?.[0] ?? '';

/** The same within a text, where the line end is written as `\\n`. */
const NEXT_LINE = /\\+n[ ]+(?=[^\s\\]+(?:\\|$|"))/y;

/** Blanks; and a line end where the value stands alone on the next line, deeper than the name. */
export function valueBegin({ text, codes }: Coded, { sign, from }: Separator, isQuoted: boolean): number {
  if (sign === '<') return from;
  const at = isQuoted ? past(text, from, isSpace) : pastBlanks(codes, from);
  if (sign === ':' && codeAt(codes, at) === CODE.backslash) {
    NEXT_LINE.lastIndex = at;
    if (NEXT_LINE.test(text)) return NEXT_LINE.lastIndex;
  }
  if (!isLineEnd(codeAt(codes, at)) || sign === 'is' || sign === '-') return at;
  const next = past(text, at, isLineEnd);
  const begin = pastBlanks(codes, next);
  const end = past(text, begin, (code) => !isSpace(code));
  const isAlone = begin > next && (end >= text.length || isLineEnd(codeAt(codes, end)));
  return isAlone || isQuote(codeAt(codes, begin)) ? begin : at;
}
