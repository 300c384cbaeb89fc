import { readBody, readHeaderValue, readPem } from './redact/blocks.ts';
import { afterEscape, CODE, type Codes, codeAt, HAS, inSet, isName, past, type Run, readRunAt } from './redact/characters.ts';
import { mayBeCommand, readCommand, readConnect, readOption } from './redact/commands.ts';
import { mayBeEscaped, readEscapedName } from './redact/escaped-names.ts';
import { readHash } from './redact/hashes.ts';
import { readPair } from './redact/pairs.ts';
import { mayBeWebhook, readAddress, readUrl, readWebhook } from './redact/places.ts';
import { HIDDEN, hide, outcomeOf, type Scan, scanOf, type Word, withRest } from './redact/scan.ts';
import { readScheme, readSmtp, readUser } from './redact/schemes.ts';
import { mayFollow } from './redact/separators.ts';
import { base64End, isRandom, mayHaveShape, SHORTEST_RANDOM, shapeEnd } from './redact/shapes.ts';
import { mayBeToken, readGlued, readTold } from './redact/told.ts';
import { webTokenEnd } from './redact/web-tokens.ts';

/**
 * Takes secrets and personal text out of anything that leaves: what stands beside the name of a secret, tokens that are
 * known by their form, who signs in by a URL, the names of e-mail addresses, bodies of requests. What is JSON stays JSON,
 * and what is redacted stays as it is the next time. Time grows with the length alone: a few passes from the begin to the
 * end, in which nothing is looked at more than a bounded number of times. Redact before cutting, never after.
 */
export function redact(text: string): string {
  let before = text;
  for (let i = 0; i < MOST_PASSES; i++) {
    const after = onePass(before);
    if (after === before) break;
    before = after;
  }
  return before;
}

/** What is hidden can show what stood behind it in another light, so a text that changed is read again. */
const MOST_PASSES = 4;

function onePass(text: string): string {
  const scan = scanOf(text);
  const word: Word = { from: 0, to: 0, base64To: 0 };
  const run: Run = { end: 0, has: 0 };
  const { codes } = scan;
  const { length } = text;
  for (let i = 0; i < length; ) {
    const code = codes[i] as number;
    const kind = code < 128 ? KINDS[code] : 0;
    if (kind === NAME) {
      readRunAt(codes, i, run);
      if (tellsNothing(codes, i, run)) {
        word.from = i;
        word.to = run.end;
        i = run.end;
      } else i = readRun(scan, i, run, word);
    } else if (kind === 0) i++;
    else if (kind === SIGN) i = readSign(scan, i, code);
    else i = kind === BRACKET ? pastHidden(text, i) : readHash(scan, i);
  }
  return outcomeOf(scan);
}

const NAME = 1;
const SIGN = 2;
const BRACKET = 3;
const HASH = 4;
const KINDS = new Uint8Array(128);
for (let code = 0; code < 128; code++) if (isName(code)) KINDS[code] = NAME;
for (const code of [CODE.at, CODE.colon, CODE.percent, CODE.backslash]) KINDS[code] = SIGN;
KINDS['['.charCodeAt(0)] = BRACKET;
for (const sign of '${') KINDS[sign.charCodeAt(0)] = HASH;

/** Behind what was hidden the time before, in which there is nothing to read. */
const pastHidden = (text: string, at: number): number => (text.startsWith(HIDDEN, at) ? at + HIDDEN.length : at + 1);

/** Whether a run is one of the many words that no reader below has anything to do with. False where it is not sure. */
function tellsNothing(codes: Codes, at: number, run: Run): boolean {
  const { end } = run;
  const length = end - at;
  if (length >= SHORTEST_RANDOM) return false;
  const first = codes[at] as number;
  const behind = codes[end] as number;
  if (
    first === CODE.dash ||
    (at > 0 && codes[at - 1] === CODE.backslash) ||
    isSpecial(first, length) ||
    (behind === CODE.blank && mayBeCommand(first, length))
  )
    return false;
  const isOfUrl = behind === CODE.colon && codes[end + 1] === CODE.slash && codes[end + 2] === CODE.slash;
  if (behind < 128 && STOPS[behind] === 1 && !isOfUrl) return false;
  if (behind === CODE.dot && mayBeWebhook(first, length)) return false;
  if (behind === CODE.blank && mayFollow(codes, at, end)) return false;
  return !mayHaveShape(codes, at, run) && !mayBeToken(length, run.has);
}

/** Behind a word: what joins it to a value or goes on with base64, and a tab, which is seldom. */
const STOPS = inSet(':="\'`\\%>/+\t');

/** Signs of addresses, also escaped for a URL or for JSON. @returns where to go on. */
function readSign(scan: Scan, at: number, code: number): number {
  const { text } = scan;
  if (code === CODE.at) return readConnect(scan, at) ? at + 1 : readAddress(scan, at, at + 1);
  if (code === CODE.colon) {
    const isUrl = text.charCodeAt(at + 1) === CODE.slash && text.charCodeAt(at + 2) === CODE.slash;
    return isUrl ? readUrl(scan, at) : at + 1;
  }
  if (code === CODE.percent) {
    if (text.startsWith('40', at + 1)) return readAddress(scan, at, at + 3);
    return text.startsWith('2540', at + 1) ? readAddress(scan, at, at + 5) : at + 1;
  }
  const end = past(text, at, (c) => c === CODE.backslash);
  return text.startsWith('u0040', end) ? readAddress(scan, at, end + 'u0040'.length) : end;
}

/** They begin and end a PEM block, also right behind its last line. */
const DASHES = '-----';

/** Reads a run of characters of names. @returns where to go on. */
function readRun(scan: Scan, begin: number, run: Run, word: Word): number {
  const { text, codes } = scan;
  const at = codes[begin - 1] === CODE.backslash ? Math.min(afterEscape(text, begin), run.end) : begin;
  const dash = (run.has & HAS.dash) === 0 ? run.end : dashIn(codes, at, run.end);
  const dashes = dash > at && dash < run.end ? text.slice(at, run.end).indexOf(DASHES) : -1;
  const end = dashes > 0 ? at + dashes : run.end;
  if (at === end) return end;
  const escaped = mayBeEscaped(codes[begin - 1]) ? readEscapedName(scan, begin, run.end, word) : 0;
  const next = escaped || readKnown(scan, at, end, dash, word) || readWord(scan, at, end, run.has, word);
  word.from = at;
  word.to = end;
  return next || end;
}

/** The first dash of a run, or its end. */
function dashIn(codes: Codes, at: number, end: number): number {
  let i = at;
  while (i < end && codes[i] !== CODE.dash) i++;
  return i;
}

const LETTER_E = 'e'.charCodeAt(0);

/** Tokens by their form, also behind a dash of a longer word. */
function readKnown(scan: Scan, at: number, end: number, dash: number, word: Word): number {
  const { text, codes } = scan;
  for (let i = at; i < end; ) {
    const to = shapeEnd(scan, i, end);
    if (to > 0) return hide(scan, i, withRest(text, codes[i] === LETTER_E ? webTokenEnd(text, i, to) : to));
    if (dash >= end) break;
    i = dashIn(codes, Math.max(i, dash), end) + 1;
  }
  const behind = codes[end];
  if (end - at < SHORTEST_RANDOM && behind !== CODE.slash && behind !== CODE.plus && behind !== CODE.equals) return 0;
  if (at < word.base64To || dash === at || codes[at] === CODE.underscore) return 0;
  word.base64To = base64End(codes, at);
  return isRandom(codes, at, word.base64To) ? hide(scan, at, withRest(text, word.base64To)) : 0;
}

function readWord(scan: Scan, at: number, end: number, has: number, word: Word): number {
  const first = codeAt(scan.codes, at);
  if (scan.codes[end] === CODE.dot && mayBeWebhook(first, end - at)) {
    const webhook = readWebhook(scan, at, end);
    if (webhook > 0) return webhook;
  }
  if (mayBeCommand(first, end - at)) readCommand(scan, at, end);
  const special = first === CODE.dash || isSpecial(first, end - at) ? readSpecial(scan, at, end) : 0;
  return special || readGlued(scan, at, end, has) || readPair(scan, at, end, word) || readTold(scan, at, end, has);
}

/** The words of readSpecial: a bit for each length, by the first letter. */
const SPECIAL = new Uint16Array(128);
for (const special of ['request', 'validation', 'header', 'bearer', 'basic', 'auth', '334']) {
  for (const first of [special.charCodeAt(0), special.toUpperCase().charCodeAt(0)]) {
    SPECIAL[first] = (SPECIAL[first] as number) | (1 << special.length);
  }
}
const isSpecial = (first: number, length: number): boolean => length < 16 && ((SPECIAL[first] as number) & (1 << length)) !== 0;

/** Words that tell what follows, by their length and first letter. */
function readSpecial(scan: Scan, at: number, end: number): number {
  const { text } = scan;
  const first = text.charCodeAt(at) | 0x20;
  const length = end - at;
  if (first === 0x72 && length === 7) return readBody(scan, at);
  if (first === 0x76 && length === 10) return readBody(scan, at);
  if (first === 0x68 && length === 6) return readHeaderValue(scan, at);
  if (first === 0x62 && (length === 5 || length === 6)) return readScheme(scan, at);
  if (first === 0x61 && length === 4) return readSmtp(scan, at);
  if (first === 0x33 && length === 3) return readSmtp(scan, at);
  if (text.charCodeAt(at) !== CODE.dash) return 0;
  if (text.startsWith('-----', at)) return readPem(scan, at);
  const option = readOption(scan, at);
  if (option > 0) return option;
  return length === 2 || length === 6 ? (/^(?:-[uU]|--user)$/.test(text.slice(at, end)) ? readUser(scan, end) : 0) : 0;
}
