import {
  CODE,
  codeAt,
  inSet,
  isDigit,
  isIn,
  isLineEnd,
  isQuote,
  isSpace,
  past,
  pastBackslashes,
  pastBlanks,
  slashesBefore,
} from './characters.ts';
import { behindSlash, withOthers } from './lists.ts';
import { isNoValue, isPlainValue, mayBeNoValue, type Name, nameAt, SECRET } from './names.ts';
import { HIDDEN, hide, limitOf, type Scan, type Word, withRest } from './scan.ts';
import { mayFollow, type Separator, separatorAt, valueBegin } from './separators.ts';
import { isOfTwoWords } from './two-words.ts';
import {
  bareEnd,
  bracketEnd,
  closingQuote,
  cookiesEnd,
  isNumber,
  looksRandom,
  openingQuote,
  parametersEnd,
  quotedEnd,
} from './values.ts';
import { blockBegin, blockEnd, flatBlock, pastTag } from './yaml.ts';

/** How many backslashes a quote has before it in a text, in a text within one, and so on. */
const QUOTE_SLASHES = new Set([0, 1, 3, 7, 15]);
const OPEN_BRACKET = '['.charCodeAt(0);
const OPENING = inSet('[{(');
const CLOSING = inSet(']})');
/** Of brackets with blanks alone between them. */
const LONGEST_EMPTY = 16;

/**
 * At a name: hides the value beside it when the name is that of a secret.
 * @param before the word before the name, for names of two words.
 * @param given what the name says, where it is not written as it is. @returns where to go on, or 0.
 */
export function readPair(scan: Scan, at: number, end: number, before: Word, given?: Name): number {
  const { text, codes } = scan;
  if (!mayFollow(codes, at, end) || (isDigit(codeAt(codes, at)) && past(text, at, isDigit) >= end)) return 0;
  const quoteAt = pastBackslashes(codes, end);
  const isQuoted = isQuote(codeAt(codes, quoteAt)) && QUOTE_SLASHES.has(quoteAt - end);
  if (!isQuoted && codeAt(codes, end + 1) === OPEN_BRACKET && text.startsWith(HIDDEN, end + 1)) return 0;
  const separator = separatorAt(scan, at, isQuoted ? quoteAt + 1 : end, isQuoted);
  if (!separator) return 0;
  let name = given ?? nameAt(text, at, end);
  if (name.kind !== 'secret' && isOfTwoWords(scan, at, end, before, isQuoted)) name = SECRET;
  if (name.kind === 'none' || !isMeant(scan, at, name, separator, isQuoted)) return 0;
  return readValue(scan, { name, at, end, nameQuote: isQuoted ? text.slice(end, quoteAt + 1) : '', separator });
}

function isMeant(scan: Scan, at: number, { kind, isSignature }: Name, { sign }: Separator, isQuoted: boolean): boolean {
  if (kind === 'query') return sign === '=' && isQuery(scan, at);
  if (kind === 'input') return sign === '=' || (sign === ':' && isQuoted);
  // A function has a signature, and the address of a secret in AWS has its name behind two colons.
  return isQuoted || sign !== ':' || (!isSignature && scan.codes[at - 1] !== CODE.colon);
}

function isQuery({ text, codes }: Scan, at: number): boolean {
  const before = codes[at - 1];
  return before === CODE.question || before === CODE.ampersand || text.startsWith('&amp;', at - 5);
}

interface Pair {
  name: Name;
  /** Where the name stands. */
  at: number;
  end: number;
  /** The quote that closes the name, with its backslashes; empty where there is none. */
  nameQuote: string;
  separator: Separator;
}

const ANNOTATED = /[\w.[\], |]{1,60}=[ \t]*(?=[bru]?\\*["'])/iy;

function readValue(scan: Scan, pair: Pair): number {
  const { text, codes } = scan;
  const { name, nameQuote, separator } = pair;
  const begin = valueBegin(scan, separator, nameQuote !== '');
  const at = codes[begin] === CODE.exclamation ? pastTag(text, begin) : begin;
  if (at >= text.length) return 0;
  const first = codeAt(codes, at);
  if (first === OPEN_BRACKET && text.startsWith(HIDDEN, at)) return at + HIDDEN.length;
  const limit = limitOf(scan, at);
  const isBlock = first === CODE.pipe || first === CODE.greater;
  const block = isBlock && separator.sign === ':' ? blockBegin(text, at) : 0;
  if (block > 0) return hide(scan, block, blockEnd(text, block, limit));
  const opened = openingQuote(codes, at);
  if (separator.sign === ',' && !(opened && isTuple(scan, pair, opened, limit))) return 0;
  if (opened) return readQuoted(scan, opened, limit);
  if (first === CODE.dash && text.startsWith('-----BEGIN', at)) return 0;
  if (name.kind === 'input') return readInput(scan, at, nameQuote, limit);
  if (isIn(OPENING, first)) {
    const inside = past(text, at + 1, isSpace);
    if (isIn(CLOSING, codeAt(codes, inside)) && inside - at < LONGEST_EMPTY) return 0;
    const isInWords = nameQuote === '' && separator.sign !== '=';
    return hide(scan, at, bracketEnd(scan, at, limit, isInWords), shownFor(pair));
  }
  const flat = isBlock ? flatBlock(text, at) : undefined;
  if (flat) return hide(scan, flat.from, Math.min(limit, flat.to));
  if (name.kind === 'cookie' && separator.sign === ':') {
    const end = cookiesEnd(scan, at, limit);
    return end > at ? hide(scan, at, end) : 0;
  }
  if (name.kind === 'authorization') return readCredentials(scan, at, limit, pair);
  const annotated = separator.sign === ':' ? readAnnotated(scan, at, limit) : 0;
  if (annotated > 0) return annotated;
  return readBare(scan, at, limit, pair);
}

/** A pair of a list of headers, or a tuple of two. */
function isTuple(
  { text, codes }: Scan,
  { name, at, end }: Pair,
  opened: NonNullable<ReturnType<typeof openingQuote>>,
  limit: number,
): boolean {
  const quote = at - 1 - slashesBefore(text, at - 1);
  const before = text[/[bru]/i.test(text[quote - 1] ?? '') ? quote - 2 : quote - 1] ?? '';
  const closed = closingQuote(codes, opened.from, opened.quote, limit);
  const isHeader = name.kind === 'authorization' || name.kind === 'cookie' || text.slice(at, end).includes('-');
  if (closed < 0) return isHeader || before === '(';
  const next = pastBackslashes(codes, closed) + 1;
  // The next key of an object, not the value of a header.
  if (isHeader) return codeAt(codes, past(text, next, isSpace)) !== CODE.colon;
  const behind = text[next] ?? '';
  return (before === '(' && behind === ')') || (before === '[' && behind === ']');
}

function readQuoted(scan: Scan, { quote, from }: NonNullable<ReturnType<typeof openingQuote>>, limit: number): number {
  const { text } = scan;
  if (text.startsWith('-----BEGIN', from)) return 0;
  const end = quotedEnd(scan, from, quote, limit);
  if (end <= from || (mayBeNoValue(text, from) && isNoValue(text.slice(from, Math.min(end, from + 64))))) return 0;
  return hide(scan, from, end);
}

const INPUT_END = ', input_type=';
/** pydantic shows some fifty characters of it. */
const LONGEST_INPUT = 2_048;

/** What a validator repeats of an input; pydantic cuts it in its middle, so that its brackets and quotes tell nothing. */
function readInput(scan: Scan, at: number, nameQuote: string, limit: number): number {
  const { text, codes } = scan;
  if (nameQuote === '') {
    const end = text.slice(at, Math.min(limit, at + LONGEST_INPUT)).indexOf(INPUT_END);
    if (end >= 0) return hide(scan, at, at + end);
  }
  if (!isIn(OPENING, codeAt(codes, at))) return 0;
  return hide(scan, at, bracketEnd(scan, at, limit), `${nameQuote}${HIDDEN}${nameQuote}`);
}

const SCHEME = /^[A-Za-z][\w-]{0,30}$/;
const SCHEMES = new Set(
  'bearer basic digest token apikey api-key key negotiate ntlm aws4-hmac-sha256 oauth hawk vapid sso-key sharedkey sharedkeylite sharedaccesssignature privatetoken glptoken dpop gnap mutual'.split(
    ' ',
  ),
);

/** The value of an Authorization header: a scheme and a token, a scheme and parameters, or a bare key. */
function readCredentials(scan: Scan, at: number, limit: number, pair: Pair): number {
  const { text, codes } = scan;
  let end = bareEnd(codes, at, limit);
  const scheme = text.slice(at, end);
  const isKnown = SCHEMES.has(scheme.toLowerCase());
  if (end === at || (!isKnown && isPlainValue(scheme) && pair.separator.sign !== '=')) return 0;
  const next = pastBlanks(codes, end);
  if (SCHEME.test(scheme) && next > end && next < limit) {
    const parameters = parametersEnd(scan, next, limit);
    const token = bareEnd(codes, next, limit);
    const isToken = isKnown ? !isPlainValue(text.slice(next, token)) : looksRandom(text.slice(next, token));
    if (parameters > next) end = parameters;
    else if (isToken && token > next) end = token;
    else if (isKnown) return 0;
  }
  return hide(scan, at, Math.min(limit, withRest(text, enclosedEnd(scan, at, end, pair, limit))), shownFor(pair));
}

function readBare(scan: Scan, at: number, limit: number, pair: Pair): number {
  const { text, codes } = scan;
  const { name, separator } = pair;
  let end =
    separator.sign === '<'
      ? Math.min(
          limit,
          past(text, at, (c) => c !== CODE.less && !isLineEnd(c)),
        )
      : bareEnd(codes, at, limit);
  if (end <= at) return 0;
  const first = codeAt(codes, at);
  const value = text.slice(at, Math.min(end, at + 128));
  if (isNoValue(value) || (separator.sign === '-' && first === CODE.dash)) return 0;
  if ((separator.sign === ':' || separator.sign === 'is') && isPlainValue(value)) return 0;
  if (isDigit(first) && isNumber(value) && (name.mayCount || (name.kind === 'query' && value.length < 8))) return 0;
  if ((pair.end - pair.at === value.length && text.startsWith(value, pair.at)) || (value.includes('.') && CODE_VALUE.test(value)))
    return 0;
  if (first === CODE.slash && /^(?:OLD)?PWD$/.test(text.slice(pair.at, pair.end))) return 0;
  end = behindSlash(text, enclosedEnd(scan, at, end, pair, limit));
  if (name.isPlural) end = withOthers(scan, end, limit);
  end = withRest(text, end);
  return hide(scan, at, Math.min(end, limit), separator.sign === '-' ? HIDDEN : shownFor(pair));
}

/** What stands in a line of code, as a traceback shows it. */
const CODE_VALUE = /^(?:self|cls|os|settings|config|environ|args|kwargs|options|process\.env)\.[A-Za-z_]/;

/** `password: str = "…"`. */
function readAnnotated(scan: Scan, at: number, limit: number): number {
  ANNOTATED.lastIndex = at;
  if (!ANNOTATED.test(scan.text)) return 0;
  const opened = openingQuote(scan.codes, ANNOTATED.lastIndex);
  return opened ? readQuoted(scan, opened, limit) : 0;
}

/** A number beside a quoted name becomes a text, so that JSON stays JSON. */
const shownFor = ({ nameQuote }: Pair) => (nameQuote === '' ? HIDDEN : `${nameQuote}${HIDDEN}${nameQuote}`);

const LONGEST_ENCLOSED = 512;

/** `'X-Api-Key: a b'`: where the name stands right behind a quote, the value goes to the quote that closes. */
function enclosedEnd({ text, codes }: Scan, at: number, end: number, { at: nameAt, nameQuote }: Pair, limit: number): number {
  const code = codeAt(codes, nameAt - 1);
  if (nameQuote !== '' || !isQuote(code)) return end;
  const quote = { code, slashes: slashesBefore(text, nameAt - 1) };
  const closed = closingQuote(codes, at, quote, Math.min(limit, at + LONGEST_ENCLOSED));
  if (closed <= end || /[=\n\r]|: |\\[nr]/.test(text.slice(end, closed))) return end;
  return closed;
}
