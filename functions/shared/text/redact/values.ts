import {
  CODE,
  type Coded,
  type Codes,
  codeAt,
  inSet,
  isAlphanumeric,
  isBlank,
  isDigit,
  isIn,
  isLineEnd,
  isName,
  isQuote,
  isSpace,
  past,
  pastBackslashes,
  slashesBefore,
} from './characters.ts';

/** No quoted value, list or object is followed further than this. */
const FURTHEST = 16_384;
/** Names longer than this are none, when it is asked whether another pair follows. */
const LONGEST_NAME = 64;

/** A quote that opens a text, with the backslashes that stand before it in a text within a text. */
export interface Quote {
  code: number;
  slashes: number;
}

/** Whether a quote with so many backslashes before it ends what one with `opened` backslashes began, or what is around that. */
function closes(slashes: number, opened: number): boolean {
  if (slashes % 2 === 0) return true;
  return opened > 0 && closes((slashes - 1) / 2, (opened - 1) / 2);
}

/** How many of the backslashes before a closing quote are its own. */
function ownSlashes(slashes: number, opened: number): number {
  return slashes % 2 === 0 ? 0 : 1 + 2 * ownSlashes((slashes - 1) / 2, Math.max(0, opened - 1) / 2);
}

/**
 * Where a quoted text ends that begins at `from`: before its closing quote and the quote's own backslashes, or -1.
 * @param limit not looked at from there on.
 */
export function closingQuote(codes: Codes, from: number, { code, slashes }: Quote, limit: number): number {
  const end = Math.min(limit, from + FURTHEST);
  let before = 0;
  let perhaps = -1;
  for (let i = from; i < end; i++) {
    const here = codeAt(codes, i);
    if (here !== code && here !== CODE.backslash) {
      before = 0;
      continue;
    }
    if (here === CODE.backslash) {
      before++;
      continue;
    }
    if (here === code && code === CODE.apostrophe && before > 0 && slashes === 0) {
      // Within JSON an escaped apostrophe has two backslashes, and a closing one may have none.
      if (perhaps < 0 && before % 2 === 0) perhaps = i;
    } else if (here === code && closes(before, slashes)) {
      // SQL and CSV double a quote instead of escaping it.
      const isDoubled = before === 0 && i > from && codeAt(codes, i + 1) === code && isAlphanumeric(codeAt(codes, i + 2));
      if (!isDoubled) return i - ownSlashes(before, slashes);
      i++;
    }
    before = 0;
  }
  return perhaps;
}

/** b, f, r or u, which Python writes before a quote. */
const isPrefix = (code: number): boolean => {
  const letter = code | 0x20;
  return letter === 98 || letter === 102 || letter === 114 || letter === 117;
};

/** The quote that opens at a position, and where its text begins: `"`, `\"`, `b'`, `rb"`. */
export function openingQuote(codes: Codes, at: number): { quote: Quote; from: number } | undefined {
  let i = at;
  while (i < at + 2 && isPrefix(codeAt(codes, i))) i++;
  let slashes = 0;
  while (slashes < 16 && codeAt(codes, i) === CODE.backslash) {
    i++;
    slashes++;
  }
  const code = codeAt(codes, i);
  return isQuote(code) ? { quote: { code, slashes }, from: i + 1 } : undefined;
}

const isNoLineEnd = (code: number) => !isLineEnd(code);
const lineEnd = (text: string, from: number, limit: number): number => {
  const end = past(text, from, isNoLineEnd);
  return Math.min(end, limit);
};

/** The end of what is quoted from `from` on; of what nobody closed, the end of the line, for a cut may have taken its end. */
export function quotedEnd({ text, codes }: Coded, from: number, quote: Quote, limit: number): number {
  const { code, slashes } = quote;
  if (slashes === 0 && codes[from] === code && codes[from + 1] === code && codes[from + 2] !== code) {
    const end = text.indexOf(String.fromCharCode(code).repeat(3), from + 2);
    if (end >= 0 && end < Math.min(limit, from + FURTHEST)) return end;
  }
  const closed = closingQuote(codes, from, quote, limit);
  return closed >= 0 ? closed : lineEnd(text, from, Math.min(limit, from + FURTHEST));
}

/** What may end a value that no quote holds. */
const ENDS = inSet(' \t\n\r<\\"\'`,;&)]}>');

/**
 * The end of a value that no quote holds: a blank, a quote that closes what is around it, a bracket that does, or a
 * separator with another pair behind it. Passwords hold all of these characters, too.
 */
export function bareEnd(codes: Codes, from: number, limit: number): number {
  let i = from;
  for (; i < limit; i++) {
    const code = codeAt(codes, i);
    if (code < 128 ? ENDS[code] === 0 : code !== 0xa0) continue;
    if (isSpace(code) || code === CODE.less) break;
    if (code === CODE.backslash) {
      const next = codeAt(codes, i + 1);
      // A line end or a quote of the text around; of two backslashes neither means more than itself.
      if (next === 110 || next === 114 || next === 116) break;
      if (isQuote(next) && !isAlphanumeric(codeAt(codes, i + 2))) break;
      i++;
    } else if (isQuote(code)) {
      if (!isAlphanumeric(codeAt(codes, i + 1))) break;
    } else if (code === CODE.comma || code === CODE.semicolon || code === CODE.ampersand) {
      if (isSeparated(codes, i + 1)) break;
    } else if (code === CODE.close || code === CODE.closeBracket || code === CODE.closeBrace || code === CODE.greater) {
      if (isBehindBracket(codes, i + 1)) break;
    }
  }
  return Math.min(i, limit);
}

/** What follows a value's end: behind a comma, and behind a bracket. Zero is the end of the text. */
const SEPARATED = inSet(' \t\n\r"\'`\\[({)]}<');
const BEHIND_BRACKET = inSet(' \t\n\r"\'`,;:.)]}>\\<&');

/** Whether what follows a comma is no part of the value before it. */
function isSeparated(codes: Codes, at: number): boolean {
  const code = codeAt(codes, at);
  if (code >= 128) return false;
  if (code === 0 || isIn(SEPARATED, code)) return true;
  let end = at;
  while (end - at < LONGEST_NAME && (isName(codeAt(codes, end)) || codeAt(codes, end) === CODE.dot)) end++;
  return end > at && (codeAt(codes, end) === CODE.equals || codeAt(codes, end) === CODE.colon);
}

function isBehindBracket(codes: Codes, at: number): boolean {
  const code = codeAt(codes, at);
  return code === 0 || code === 0xa0 || isIn(BEHIND_BRACKET, code);
}

const OPENING = inSet('[({');
const CLOSING = inSet('])}');
const OF_BRACKETS = inSet('[({])}"\'`\n\r');

/** The end of a list, a tuple or an object that opens at `at`, its bracket included; of one that was cut, as far as it is known. In words none goes on behind its line: "unexpected token: {". */
export function bracketEnd({ text, codes }: Coded, at: number, limit: number, isOfLine = false): number {
  const end = Math.min(limit, at + FURTHEST);
  let depth = 0;
  for (let i = at; i < end; i++) {
    const here = codeAt(codes, i);
    if (!isIn(OF_BRACKETS, here)) continue;
    if (isLineEnd(here)) {
      if (isOfLine) return i;
    } else if (isIn(OPENING, here)) depth++;
    else if (isIn(CLOSING, here)) {
      depth--;
      if (depth === 0) return i + 1;
    } else {
      const slashes = slashesBefore(text, i);
      const closed = closingQuote(codes, i + 1, { code: here, slashes }, end);
      if (closed < 0) return lineEnd(text, i, end);
      // A quote of the text around this one ends it.
      const quoteAt = pastBackslashes(codes, closed);
      if (quoteAt - closed < slashes) return closed;
      i = quoteAt;
    }
  }
  return end;
}

/** `name="value"` and `name=value`, with commas between them, as Digest and AWS4 have them; the end of the last. */
export function parametersEnd(coded: Coded, from: number, limit: number): number {
  const { text, codes } = coded;
  let end = from;
  for (let i = from; i < limit; ) {
    i = past(text, i, (code) => isBlank(code) || code === CODE.comma);
    const nameEnd = past(text, i, isName);
    if (nameEnd === i || codeAt(codes, nameEnd) !== CODE.equals) break;
    const opened = openingQuote(codes, nameEnd + 1);
    if (opened) {
      const closed = quotedEnd(coded, opened.from, opened.quote, limit);
      i = Math.min(limit, pastBackslashes(codes, closed) + 1);
    } else i = bareEnd(codes, nameEnd + 1, limit);
    if (i <= nameEnd) break;
    end = Math.min(i, limit);
  }
  return end;
}

/** The end of the pairs of a Cookie header: the line, or the text that the header is quoted in. */
export function cookiesEnd({ text, codes }: Coded, from: number, limit: number): number {
  let i = from;
  for (; i < limit; i++) {
    const code = codeAt(codes, i);
    if (isLineEnd(code)) break;
    if (code === CODE.backslash) {
      if (text[i + 1] === 'n' || text[i + 1] === 'r') break;
      if (isQuote(codeAt(codes, i + 1))) {
        if (codeAt(codes, i - 1) !== CODE.equals) break;
        i = cookieQuoteEnd(codes, i, limit) - 1;
      } else i++;
    } else if (isQuote(code)) {
      if (codeAt(codes, i - 1) !== CODE.equals) break;
      i = cookieQuoteEnd(codes, i, limit) - 1;
    }
  }
  return Math.min(i, limit);
}

/** Behind the quote that closes, or behind one that nothing closes: its backslashes belong to it. */
function cookieQuoteEnd(codes: Codes, at: number, limit: number): number {
  const opened = openingQuote(codes, at);
  const closed = opened ? closingQuote(codes, opened.from, opened.quote, limit) : -1;
  return pastBackslashes(codes, closed < 0 ? at : closed) + 1;
}

/** Whether a word looks drawn by lot: with a digit among letters, letters of both cases mixed, or very long. */
export function looksRandom(word: string): boolean {
  if (word.length < 4 || word.length > 512) return word.length > 512;
  if (/^[A-Za-z]+$/.test(word)) return /[a-z][A-Z].*[a-z][A-Z]/.test(word) || word.length >= 24;
  return /\d/.test(word) && !/^[\d.,:%-]+$/.test(word);
}

/** A number alone. */
export const isNumber = (word: string): boolean => word !== '' && past(word, 0, isDigit) === word.length;
