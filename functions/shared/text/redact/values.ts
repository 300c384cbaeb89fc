import {
  CODE,
  inSet,
  isAlphanumeric,
  isBlank,
  isDigit,
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
export function closingQuote(text: string, from: number, { code, slashes }: Quote, limit: number): number {
  const end = Math.min(limit, from + FURTHEST);
  let before = 0;
  let perhaps = -1;
  for (let i = from; i < end; i++) {
    const here = text.charCodeAt(i);
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
      const isDoubled = before === 0 && i > from && text.charCodeAt(i + 1) === code && isAlphanumeric(text.charCodeAt(i + 2));
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
export function openingQuote(text: string, at: number): { quote: Quote; from: number } | undefined {
  let i = at;
  while (i < at + 2 && isPrefix(text.charCodeAt(i))) i++;
  let slashes = 0;
  while (slashes < 16 && text.charCodeAt(i) === CODE.backslash) {
    i++;
    slashes++;
  }
  const code = text.charCodeAt(i);
  return isQuote(code) ? { quote: { code, slashes }, from: i + 1 } : undefined;
}

const isNoLineEnd = (code: number) => !isLineEnd(code);
const lineEnd = (text: string, from: number, limit: number): number => {
  const end = past(text, from, isNoLineEnd);
  return Math.min(end, limit);
};

/** The end of what is quoted from `from` on; of what nobody closed, the end of the line, for a cut may have taken its end. */
export function quotedEnd(text: string, from: number, quote: Quote, limit: number): number {
  const triple = text.startsWith(String.fromCharCode(quote.code).repeat(2), from);
  if (triple && quote.slashes === 0 && text.charCodeAt(from + 2) !== quote.code) {
    const end = text.indexOf(String.fromCharCode(quote.code).repeat(3), from + 2);
    if (end >= 0 && end < Math.min(limit, from + FURTHEST)) return end;
  }
  const closed = closingQuote(text, from, quote, limit);
  return closed >= 0 ? closed : lineEnd(text, from, Math.min(limit, from + FURTHEST));
}

/** What may end a value that no quote holds. */
const ENDS = inSet(' \t\n\r<\\"\'`,;&)]}>');

/**
 * The end of a value that no quote holds: a blank, a quote that closes what is around it, a bracket that does, or a
 * separator with another pair behind it. Passwords hold all of these characters, too.
 */
export function bareEnd(text: string, from: number, limit: number): number {
  let i = from;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code < 128 ? ENDS[code] === 0 : code !== 0xa0) continue;
    if (isSpace(code) || code === CODE.less) break;
    if (code === CODE.backslash) {
      const next = text.charCodeAt(i + 1);
      // A line end or a quote of the text around; of two backslashes neither means more than itself.
      if (next === 110 || next === 114 || next === 116) break;
      if (isQuote(next) && !isAlphanumeric(text.charCodeAt(i + 2))) break;
      i++;
    } else if (isQuote(code)) {
      if (!isAlphanumeric(text.charCodeAt(i + 1))) break;
    } else if (code === CODE.comma || code === CODE.semicolon || code === CODE.ampersand) {
      if (isSeparated(text, i + 1)) break;
    } else if (code === CODE.close || code === CODE.closeBracket || code === CODE.closeBrace || code === CODE.greater) {
      if (isBehindBracket(text, i + 1)) break;
    }
  }
  return Math.min(i, limit);
}

/** Whether what follows a comma is no part of the value before it. */
function isSeparated(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (!(code < 128)) return Number.isNaN(code);
  if (isSpace(code) || isQuote(code) || '\\[({)]}<'.includes(text[at] as string)) return true;
  let end = at;
  while (end - at < LONGEST_NAME && (isName(text.charCodeAt(end)) || text.charCodeAt(end) === CODE.dot)) end++;
  return end > at && (text.charCodeAt(end) === CODE.equals || text.charCodeAt(end) === CODE.colon);
}

function isBehindBracket(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || isSpace(code) || isQuote(code) || ',;:.)]}>\\<&'.includes(text[at] as string);
}

/** The end of a list, a tuple or an object that opens at `at`, its bracket included; of one that was cut, as far as it is known. In words none goes on behind its line: "unexpected token: {". */
export function bracketEnd(text: string, at: number, limit: number, isOfLine = false): number {
  const end = Math.min(limit, at + FURTHEST);
  let depth = 0;
  for (let i = at; i < end; i++) {
    const letter = text[i] as string;
    if (isOfLine && isLineEnd(text.charCodeAt(i))) return i;
    if ('[({'.includes(letter)) depth++;
    else if ('])}'.includes(letter)) {
      depth--;
      if (depth === 0) return i + 1;
    } else if (isQuote(text.charCodeAt(i))) {
      const slashes = slashesBefore(text, i);
      const closed = closingQuote(text, i + 1, { code: text.charCodeAt(i), slashes }, end);
      if (closed < 0) return lineEnd(text, i, end);
      // A quote of the text around this one ends it.
      const quoteAt = pastBackslashes(text, closed);
      if (quoteAt - closed < slashes) return closed;
      i = quoteAt;
    }
  }
  return end;
}

/** `name="value"` and `name=value`, with commas between them, as Digest and AWS4 have them; the end of the last. */
export function parametersEnd(text: string, from: number, limit: number): number {
  let end = from;
  for (let i = from; i < limit; ) {
    i = past(text, i, (code) => isBlank(code) || code === CODE.comma);
    const nameEnd = past(text, i, isName);
    if (nameEnd === i || text.charCodeAt(nameEnd) !== CODE.equals) break;
    const opened = openingQuote(text, nameEnd + 1);
    if (opened) {
      const closed = quotedEnd(text, opened.from, opened.quote, limit);
      i = Math.min(limit, pastBackslashes(text, closed) + 1);
    } else i = bareEnd(text, nameEnd + 1, limit);
    if (i <= nameEnd) break;
    end = Math.min(i, limit);
  }
  return end;
}

/** The end of the pairs of a Cookie header: the line, or the text that the header is quoted in. */
export function cookiesEnd(text: string, from: number, limit: number): number {
  let i = from;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (isLineEnd(code)) break;
    if (code === CODE.backslash) {
      if (text[i + 1] === 'n' || text[i + 1] === 'r') break;
      if (isQuote(text.charCodeAt(i + 1))) {
        if (text.charCodeAt(i - 1) !== CODE.equals) break;
        i = cookieQuoteEnd(text, i, limit) - 1;
      } else i++;
    } else if (isQuote(code)) {
      if (text.charCodeAt(i - 1) !== CODE.equals) break;
      i = cookieQuoteEnd(text, i, limit) - 1;
    }
  }
  return Math.min(i, limit);
}

/** Behind the quote that closes, or behind one that nothing closes: its backslashes belong to it. */
function cookieQuoteEnd(text: string, at: number, limit: number): number {
  const opened = openingQuote(text, at);
  const closed = opened ? closingQuote(text, opened.from, opened.quote, limit) : -1;
  return pastBackslashes(text, closed < 0 ? at : closed) + 1;
}

/** Whether a word looks drawn by lot: with a digit among letters, letters of both cases mixed, or very long. */
export function looksRandom(word: string): boolean {
  if (word.length < 4 || word.length > 512) return word.length > 512;
  if (/^[A-Za-z]+$/.test(word)) return /[a-z][A-Z].*[a-z][A-Z]/.test(word) || word.length >= 24;
  return /\d/.test(word) && !/^[\d.,:%-]+$/.test(word);
}

/** A number alone. */
export const isNumber = (word: string): boolean => word !== '' && past(word, 0, isDigit) === word.length;
