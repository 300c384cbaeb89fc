import { CODE, isName, isSpace, past, pastBlanks } from './characters.ts';

/** What stands between a name and its value. */
export interface Separator {
  /** `is` for words, `,` within a tuple, `-` for an option of a command line, `<` for an element. */
  sign: ':' | '=' | ',' | 'is' | '-' | '<';
  /** Where the value may begin. */
  from: number;
}

const FOLLOWING =
  /[ \t]+(?:(?:provided|given|used|received|sent|value|header)[ \t]*){0,3}(?:([:=])|(?:is|was|are|ist|lautet)\b[ \t]*([:=]?))/y;
const ESCAPED_SIGN = /%(?:25)?3[DA]/iy;

const isTwoSlashes = (text: string, at: number) => text.charCodeAt(at) === CODE.slash && text.charCodeAt(at + 1) === CODE.slash;
const isEqualsOrArrow = (code: number) => code === CODE.equals || code === CODE.greater;

/** Behind most words stands nothing that joins a name and its value; what can is told by one or two characters. */
export function mayFollow(text: string, at: number, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code === CODE.blank || code === CODE.tab) {
    const gapEnd = pastBlanks(text, end);
    const next = text.charCodeAt(gapEnd);
    if (
      next === CODE.colon ||
      next === CODE.equals ||
      (text.charCodeAt(at) === CODE.dash && text.charCodeAt(at + 1) === CODE.dash)
    )
      return true;
    const second = text.charCodeAt(gapEnd + 1);
    return next < 128 && second < 128 && FOLLOWERS[next * 128 + second] === 1;
  }
  return code < 128 && JOINS[code] === 1;
}

const JOINS = new Uint8Array(128);
for (const sign of ':="\'`\\%>') JOINS[sign.charCodeAt(0)] = 1;
/** The words of FOLLOWING, by their first two letters. */
const FOLLOWERS = new Uint8Array(128 * 128);
for (const begin of ['pr', 'gi', 'us', 're', 'se', 'va', 'he', 'is', 'wa', 'ar', 'la']) {
  FOLLOWERS[begin.charCodeAt(0) * 128 + begin.charCodeAt(1)] = 1;
}
/** What joins a name that ends at a position and a value, if anything does. */
export function separatorAt(text: string, at: number, from: number, isQuoted: boolean): Separator | undefined {
  let i = from;
  if (isQuoted && text.charCodeAt(i) === CODE.closeBracket) i++;
  const gapEnd = isQuoted ? past(text, i, isSpace) : pastBlanks(text, i);
  const code = text.charCodeAt(gapEnd);
  if (code === CODE.colon) {
    if (text.charCodeAt(gapEnd + 1) === CODE.colon || isTwoSlashes(text, gapEnd + 1)) return undefined;
    const isAssigned = text.charCodeAt(gapEnd + 1) === CODE.equals;
    return { sign: isAssigned ? '=' : ':', from: gapEnd + (isAssigned ? 2 : 1) };
  }
  if (code === CODE.equals) return { sign: '=', from: past(text, gapEnd + 1, isEqualsOrArrow) };
  if (code === CODE.comma && isQuoted) return { sign: ',', from: gapEnd + 1 };
  if (code === CODE.percent && gapEnd === from) {
    ESCAPED_SIGN.lastIndex = gapEnd;
    return ESCAPED_SIGN.test(text) ? { sign: '=', from: ESCAPED_SIGN.lastIndex } : undefined;
  }
  if (code === CODE.greater && gapEnd === from && text.charCodeAt(at - 1) === CODE.less) return { sign: '<', from: gapEnd + 1 };
  if (gapEnd === from) return undefined;
  if (text.charCodeAt(at) === CODE.dash && text.charCodeAt(at + 1) === CODE.dash) return { sign: '-', from: gapEnd };
  if (!isName(code)) return undefined;
  FOLLOWING.lastIndex = from;
  const found = FOLLOWING.exec(text);
  if (!found) return undefined;
  return { sign: (found[1] || found[2] || 'is') as ':' | '=' | 'is', from: FOLLOWING.lastIndex };
}
