/**
 * A message as it stands in a file: a text of one character for each byte of its UTF-8. Reading a file so costs no
 * decoding, and what is searched for is turned into bytes once instead.
 */
export type ByteText = string;

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is tested for.
const ASCII = /^[\x00-\x7f]*$/;

/** The text of bytes of UTF-8. */
export function decode(bytes: ByteText): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The bytes of a text in UTF-8. */
export function encode(text: string): ByteText {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A text of its own memory. A part of a text keeps the whole alive, so what is kept for long is copied. */
export function own(text: string): string {
  // V8 shares memory only for parts of 13 characters and more.
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string);
}

/** How a regular expression can be used on bytes. */
export interface ByteUse {
  /** It matches the bytes of every text that it matches; it may match more. */
  filters: boolean;
  /** It matches the same, with the same parts in its groups. */
  exact: boolean;
}

/**
 * What counts characters tells bytes from characters: `.`, `\S` and `[^…]` do so unless they are repeated at will.
 * Everything else in an expression of ASCII matches ASCII only.
 */
export function byteUse(source: string): ByteUse {
  if (!ASCII.test(source) || /\\[pP]\{/.test(source)) return { filters: false, exact: false };
  let filters = true;
  let exact = true;
  let plus = 0;
  for (const [, wide, repeat = ''] of source.matchAll(ITEMS)) {
    if (wide === undefined) continue;
    if (repeat === '' || repeat[0] === '?' || repeat[0] === '{') filters = false;
    if (repeat === '+?') exact = false;
    if (repeat === '+' && ++plus > 1) exact = false;
  }
  // A group repeated as a whole may hold one of them, such as (.x)+; that is rare, and decoding is always right.
  if (/\)[*+{]/.test(source) && plus > 0) exact = false;
  return { filters, exact: exact && filters };
}

const ITEMS = /(?:\\[^SWDPp]|\[(?!\^)(?:\\[^SWDu]|[^\]\\])*\])|(\.|\\[SWDPp]|\[(?:\\[\s\S]|[^\]\\])*\])([*+]\??|\?|\{)?/g;
