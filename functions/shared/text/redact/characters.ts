/** Codes of ASCII characters that the scanners look for. */
export const CODE = {
  tab: 9,
  newline: 10,
  carriage: 13,
  blank: 32,
  quote: 34,
  apostrophe: 39,
  close: 41,
  plus: 43,
  comma: 44,
  dash: 45,
  dot: 46,
  slash: 47,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  underscore: 95,
  backslash: 92,
  closeBracket: 93,
  backtick: 96,
  closeBrace: 125,
  percent: 37,
  exclamation: 33,
  pipe: 124,
  ampersand: 38,
} as const;

/** The codes of a text, letters folded (letters.ts), with some zeros behind it: read far faster than the text itself. */
export type Codes = Uint16Array;
/** A text with its codes. */
export interface Coded {
  readonly text: string;
  readonly codes: Codes;
}
/** The code at a position of a text, or right behind it; of one before the text, none. */
export const codeAt = (codes: Codes, at: number): number => codes[at] as number;

/** Some characters of ASCII, as a table by their code. */
export const inSet = (characters: string): Uint8Array => {
  const set = new Uint8Array(128);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
};
export const isIn = (set: Uint8Array, code: number): boolean => code < 128 && set[code] === 1;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const NAME = inSet(`${LETTERS}${DIGITS}_-`);
const BASE64 = inSet(`${LETTERS}${DIGITS}+/=`);
const ALPHANUMERIC = inSet(LETTERS + DIGITS);

/** A character of a name or a word: letters, digits, `_` and `-`, in ASCII. */
export const isName = (code: number): boolean => code < 128 && NAME[code] === 1;
export const isBase64 = (code: number): boolean => code < 128 && BASE64[code] === 1;
export const isAlphanumeric = (code: number): boolean => code < 128 && ALPHANUMERIC[code] === 1;
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isQuote = (code: number): boolean => code === CODE.quote || code === CODE.apostrophe || code === CODE.backtick;
export const isBlank = (code: number): boolean => code === CODE.blank || code === CODE.tab;
export const isLineEnd = (code: number): boolean => code === CODE.newline || code === CODE.carriage;
export const isSpace = (code: number): boolean => isBlank(code) || isLineEnd(code) || code === 0xa0;

/** The first position from `at` on whose character is not of the kind. */
export function past(text: string, at: number, isOfKind: (code: number) => boolean): number {
  let i = at;
  while (i < text.length && isOfKind(text.charCodeAt(i))) i++;
  return i;
}

/** What stands in a run of characters of names: bits, or together. */
export const HAS = { letter: 1, digit: 2, dash: 4, other: 8 } as const;
const CLASS = new Uint8Array(128);
for (const letter of LETTERS) CLASS[letter.charCodeAt(0)] = HAS.letter;
for (const digit of DIGITS) CLASS[digit.charCodeAt(0)] = HAS.digit;
CLASS[CODE.dash] = HAS.dash;
CLASS['_'.charCodeAt(0)] = HAS.other;

/** A run of characters of names: where it ends, and what is in it, so that nobody looks for it again. */
export interface Run {
  end: number;
  has: number;
}

/** Reads the run that begins at a position. By far the most looked at. */
export function readRunAt(codes: Codes, at: number, run: Run): void {
  let i = at;
  let has = 0;
  for (;;) {
    const code = codes[i] as number;
    const kind = code < 128 ? (CLASS[code] as number) : 0;
    if (kind === 0) break;
    has |= kind;
    i++;
  }
  run.end = i;
  run.has = has;
}

/** The first position from `at` on without a blank, or without a backslash: these are asked at every name. */
export function pastBlanks(codes: Codes, at: number): number {
  let i = at;
  while (isBlank(codeAt(codes, i))) i++;
  return i;
}
export function pastBackslashes(codes: Codes, at: number): number {
  let i = at;
  while (codeAt(codes, i) === CODE.backslash) i++;
  return i;
}

/** How many backslashes stand right before a position. */
export function slashesBefore(text: string, at: number): number {
  let i = at;
  while (i > 0 && text.charCodeAt(i - 1) === CODE.backslash) i--;
  return at - i;
}

/** The begin of a word that an escape of JSON or Python stands before: `\npassword`, `\u00e4x`. */
export function afterEscape(text: string, at: number): number {
  if (text.charCodeAt(at - 1) !== CODE.backslash || slashesBefore(text, at) % 2 === 0) return at;
  const letter = text[at];
  if (letter === 'u') return Math.min(text.length, at + 5);
  if (letter === 'x') return Math.min(text.length, at + 3);
  return letter !== undefined && 'nrtbfav0'.includes(letter) ? at + 1 : at;
}
