import { CODE, codeAt, HAS, inSet, isAlphanumeric, isDigit, isIn, isName, isQuote } from './characters.ts';
import { foldText } from './letters.ts';
import { isNamedBehind } from './named-behind.ts';
import { isPlainKey, nameAt, nameOf } from './names.ts';
import { hide, limitOf, type Scan, withRest } from './scan.ts';

/** Shorter words are no keys, not even in quotes. */
const SHORTEST_QUOTED = 6;
const SHORTEST_TOKEN = 12;
/** Of letters and digits in a token, so many change from one to the other, where its letters are of one case. */
const LEAST_TURNS = 4;
/** So far back from a token the name of what it is may stand. */
const FURTHEST_BACK = 72;

/** What a token may go on with behind its letters and digits. */
const GOES_ON = inSet('+/=.~');

/** Whether a run is long enough, with a letter and a digit in it: what a token has and most words have not. */
export const mayBeToken = (length: number, has: number): boolean =>
  length >= SHORTEST_QUOTED && (has & LETTER_AND_DIGIT) === LETTER_AND_DIGIT;
const LETTER_AND_DIGIT = HAS.letter | HAS.digit;

/** Looks drawn by lot, as a key does and a version, a date or the name of a model does not. */
function isTokenLike(text: string, at: number, end: number): boolean {
  let [upper, lower, digits, turns, before] = [0, 0, 0, 0, -1];
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!isAlphanumeric(code)) continue;
    const kind = isDigit(code) ? 1 : 0;
    if (kind === 1) digits++;
    else if (code < 97) upper++;
    else lower++;
    if (before >= 0 && kind !== before) turns++;
    before = kind;
  }
  const isMixed = upper > 1 && lower > 1 && digits > 0 && turns > 1;
  return end - at >= SHORTEST_TOKEN && (isMixed || turns >= LEAST_TURNS);
}

/**
 * What joins the name of a secret and the secret in words, in tables, in code, in lists of names and values: `token 'x'`,
 * `| key | x |`, `key != "x"`, `"Name": "API_KEY", "Value": "x"`.
 */
const JOINTS = new Set(' \t\r\n\u00a0\u3000"\'`<>()[]|;:,=!?+~→＝：\\');
const JOINING = new Set(
  'got is was are of given received provided loaded expected mismatch header value parametervalue type string securestring --value b'.split(
    ' ',
  ),
);
/** Escapes of JSON, Python and HTML: a line end, a tab, a quote. */
const ESCAPE = /\\+(?:u[\da-f]{4}|x[\da-f]{2}|[nrtbf])|&(?:quot|apos|#\d{1,4});/gi;
const ESCAPED_QUOTE = /\\+(?=["'`])/g;
/** What a cut leaves, and dots that lead to a value. */
const DOTS = /\.{2,}|…/g;
const NOT_ASCII = /[^\0-\x7f]/;
const STORED = /securestring/i;
const SIGNS_IN = /(?:\w{0,40}Auth|ClientPassword)\(\s*(?:\w+=)?["'][^"'\n]{0,40}["'],\s*(?:\w+=)?["']$/;
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** At a word with letters and digits: hides it when the text right before it tells that it is a secret. @returns where to go on, or 0. */
export function readTold(scan: Scan, at: number, end: number, has: number): number {
  const { text } = scan;
  if (!mayBeToken(end - at, has)) return 0;
  const isQuoted = isQuote(text.charCodeAt(at - 1)) && isQuote(text.charCodeAt(end));
  const isToken = isTokenLike(text, at, end);
  if (!isQuoted && !isToken) return 0;
  if (!(isToken && isNamedBehind(scan, end) && !UUID.test(text.slice(at, end))) && !isNamedBefore(scan, at, end, isToken))
    return 0;
  const limit = limitOf(scan, at);
  let to = end;
  while (to < limit && (isIn(GOES_ON, text.charCodeAt(to)) || isName(text.charCodeAt(to)))) to++;
  while (text.charCodeAt(to - 1) === CODE.dot) to--;
  return hide(scan, at, withRest(text, Math.min(to, limit)));
}

const GLUED = /(?:(?:api|access|secret)[_-]?key|apikey|token|secret|password|passwd|pwd)s?[_-]?/iy;
const LETTERS_OF_NAMES = inSet('aAsStTpP');

/** At a word that may be a name with its token right behind it, `apiKeyZq7h…`: hides the token. @returns where to go on, or 0. */
export function readGlued(scan: Scan, at: number, end: number, has: number): number {
  const { text, codes } = scan;
  if (!mayBeToken(end - at - SHORTEST_TOKEN, has) || !isIn(LETTERS_OF_NAMES, codeAt(codes, at))) return 0;
  GLUED.lastIndex = at;
  if (!GLUED.test(text)) return 0;
  const from = GLUED.lastIndex;
  return isTokenLike(text, from, end) ? hide(scan, from, withRest(text, end)) : 0;
}

function isNamedBefore(scan: Scan, at: number, end: number, isToken: boolean): boolean {
  if (isSurelyUnnamed(scan, at)) return false;
  const { text } = scan;
  const part = text.slice(Math.max(scan.kept, at - FURTHEST_BACK), at);
  const before = (NOT_ASCII.test(part) ? foldText(part) : part)
    .replace(ESCAPE, ' ')
    .replace(ESCAPED_QUOTE, '')
    .replace(DOTS, ' ');
  return SIGNS_IN.test(before) || isStored(text, before, end) || isNamed(before, text.slice(at, end), isToken);
}

/** Between such words and a token stand blanks and signs that no escape and no call ends in. */
const PLAIN_GAP = inSet(' \t\n\r|:!?+~');

/** Whether the word before a token is none that can name it: as of most, and found without an expression. */
function isSurelyUnnamed({ text, codes, kept }: Scan, at: number): boolean {
  const least = Math.max(kept, at - FURTHEST_BACK);
  let to = at;
  while (to > least && isIn(PLAIN_GAP, codeAt(codes, to - 1))) to--;
  let from = to;
  while (from > least && isName(codeAt(codes, from - 1))) from--;
  if (to === at || from === to || from === least || codes[from - 1] === CODE.backslash) return false;
  const last = codeAt(codes, to - 1);
  // A digit at its end is that of no word that joins, and a name whose last part is a number is judged without it.
  return isDigit(last) ? nameAt(text, from, to).kind === 'none' : false;
}

/** A parameter of the kind that AWS keeps encrypted, in the request that stores it. */
function isStored(text: string, before: string, end: number): boolean {
  if (!/\bvalue\W{1,8}$/i.test(before)) return false;
  return STORED.test(before) || STORED.test(text.slice(end, end + 40));
}

/** The last word that is no joint, and where it begins; empty where it stands right before the token. */
function nameBefore(before: string): { name: string; from: number } {
  let to = before.length;
  for (;;) {
    const end = to;
    while (to > 0 && JOINTS.has(before[to - 1] as string)) to--;
    const isArrow = before[to - 1] === '-' && (before[to] === '>' || '|>'.includes(before[to - 2] ?? ' '));
    if (isArrow) to--;
    let from = to;
    while (from > 0 && isName(before.charCodeAt(from - 1))) from--;
    const name = before.slice(from, to);
    if (to === before.length || (to === end && !isArrow)) return { name: '', from };
    if (name !== '' && !JOINING.has(name.toLowerCase())) return { name, from };
    if (from === end) return { name: '', from };
    to = from;
  }
}

/** Another value before it: `expected 'x', got`. */
const QUOTED = /(["'])[^"'\n]{1,40}\1,?(?= got )/;

function isNamed(before: string, value: string, isToken: boolean): boolean {
  const { name, from } = nameBefore(before);
  const { kind, mayCount, isSignature } = nameOf(name);
  if (isToken && kind === 'none' && QUOTED.test(before)) return isNamed(before.replace(QUOTED, ' '), value, isToken);
  if (kind === 'secret' || kind === 'authorization') return !mayCount && !isSignature;
  if (!isToken || UUID.test(value)) return false;
  if (name === '-p' || (name === 'AUTH' && isToken) || /\bAUTH [\w-]{1,40} $/.test(before)) return true;
  const other = /(?:^|[^A-Za-z])([A-Za-z]{1,20})[ _-]$/.exec(before.slice(0, from))?.[1];
  return /^(?:keys?|pass|pw)$/i.test(name) && (other === undefined || !isPlainKey(other));
}
