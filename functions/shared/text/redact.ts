import { readBody, readHeaderValue, readPem } from './redact/blocks.ts';
import { afterEscape, CODE, isBase64, isName, past } from './redact/characters.ts';
import { readPair, readScheme, readUser } from './redact/pairs.ts';
import { readAddress, readUrl, readWebhook } from './redact/places.ts';
import { hide, outcomeOf, type Scan, scanOf, withRest } from './redact/scan.ts';
import { base64End, isRandom, shapeEnd } from './redact/shapes.ts';

/**
 * Takes secrets and personal text out of anything that leaves: what stands beside the name of a secret, tokens that are
 * known by their form, who signs in by a URL, the names of e-mail addresses, bodies of requests. One pass from the begin to
 * the end, and nothing is looked at more than a bounded number of times, whatever the text. What is JSON stays JSON.
 * Redact before cutting, never after.
 */
export function redact(text: string): string {
  const scan = scanOf(text);
  const word: Word = { from: 0, to: 0, base64To: 0 };
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (isName(code)) i = readRun(scan, i, past(text, i + 1, isName), word);
    else if (code === CODE.at) i = readAddress(scan, i, i + 1);
    else if (code === CODE.colon && text.startsWith('//', i + 1)) i = readUrl(scan, i);
    else if (code === CODE.percent && isEscapedAt(text, i)) i = readAddress(scan, i, i + (text[i + 1] === '2' ? 5 : 3));
    else if (code === CODE.backslash && text.startsWith('u0040', i + 1)) i = readAddress(scan, i, i + 6);
    else i++;
  }
  return outcomeOf(scan);
}

/** The word before the one that is read, and how far base64 was looked at. */
interface Word {
  from: number;
  to: number;
  base64To: number;
}

const isEscapedAt = (text: string, at: number) => text.startsWith('40', at + 1) || text.startsWith('2540', at + 1);

/** They begin and end a PEM block, also right behind its last line. */
const DASHES = '-----';

/** Reads a run of characters of names. @returns where to go on. */
function readRun(scan: Scan, begin: number, runEnd: number, word: Word): number {
  const { text } = scan;
  const at = Math.min(afterEscape(text, begin), runEnd);
  const dashes = runEnd - at > DASHES.length ? text.slice(at, runEnd).indexOf(DASHES) : -1;
  const end = dashes > 0 ? at + dashes : runEnd;
  if (at === end) return end;
  const next = readKnown(scan, at, end, word) || readWord(scan, at, end, word);
  word.from = at;
  word.to = end;
  return Math.max(next, end);
}

/** Tokens by their form, also behind a dash or an underscore of a longer word. */
function readKnown(scan: Scan, at: number, end: number, word: Word): number {
  const { text } = scan;
  for (let i = at; i < end; i++) {
    if (i > at && text.charCodeAt(i - 1) !== CODE.dash) continue;
    const to = shapeEnd(text, i, end);
    if (to > 0) return hide(scan, i, withRest(text, to));
  }
  if (at < word.base64To || text.charCodeAt(at) === CODE.dash || !isBase64(text.charCodeAt(at))) return 0;
  word.base64To = base64End(text, at);
  return isRandom(text, at, word.base64To) ? hide(scan, at, withRest(text, word.base64To)) : 0;
}

function readWord(scan: Scan, at: number, end: number, word: Word): number {
  const { text } = scan;
  const next = text.charCodeAt(end);
  if (next === CODE.dot) {
    const webhook = readWebhook(scan, at, end);
    if (webhook > 0) return webhook;
  }
  const special = readSpecial(scan, at, end);
  if (special > 0) return special;
  const before = at - word.to === 1 ? text.slice(Math.max(word.from, word.to - 20), word.to) : '';
  return readPair(scan, at, end, before);
}

/** Words that tell what follows, by their length and first letter. */
function readSpecial(scan: Scan, at: number, end: number): number {
  const { text } = scan;
  const first = text.charCodeAt(at) | 0x20;
  const length = end - at;
  if (first === 0x72 && length === 7) return readBody(scan, at);
  if (first === 0x76 && length === 10) return readBody(scan, at);
  if (first === 0x68 && length === 6) return readHeaderValue(scan, at);
  if (first === 0x62 && (length === 5 || length === 6)) return readScheme(scan, at);
  if (text.charCodeAt(at) !== CODE.dash) return 0;
  if (text.startsWith('-----', at)) return readPem(scan, at);
  return length === 2 || length === 6 ? (/^(?:-[uU]|--user)$/.test(text.slice(at, end)) ? readUser(scan, end) : 0) : 0;
}
