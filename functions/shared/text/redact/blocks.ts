import { afterEscape, CODE, isBase64, isSpace, past } from './characters.ts';
import { hide, limitOf, type Scan, withRest } from './scan.ts';
import { looksRandom, openingQuote, quotedEnd } from './values.ts';

const BODY = /(?:request body(?: was)?|validation details): /iy;

/** At `Request body` or `Validation details`: whole texts of students, dropped to the end. @returns where to go on, or 0. */
export function readBody(scan: Scan, at: number): number {
  BODY.lastIndex = at;
  if (!BODY.test(scan.text)) return 0;
  const from = BODY.lastIndex;
  const to = limitOf(scan, from);
  return to > from ? hide(scan, from, to) : 0;
}

const HEADER_VALUE = /header (?:value|part|content)s?\)?:?[ \t]*\(?/iy;

/** At `header value b'…'`: what an HTTP library says of a value that it does not send. @returns where to go on, or 0. */
export function readHeaderValue(scan: Scan, at: number): number {
  HEADER_VALUE.lastIndex = at;
  if (!HEADER_VALUE.test(scan.text)) return 0;
  const opened = openingQuote(scan.codes, HEADER_VALUE.lastIndex);
  if (!opened) return 0;
  const end = quotedEnd(scan, opened.from, opened.quote, limitOf(scan, at));
  return end > opened.from ? hide(scan, opened.from, end) : 0;
}

const BEGIN = /-----BEGIN [A-Z\d ]{1,40}-----/y;
const END = /-----END [A-Z\d ]{1,40}-----/y;
const DASHES = '-----';
/** A line of a key is longer than a word, but for its last. */
const LONG_LINE = 24;
const PEM_HEADER = /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): [^\n\r\\"']*/y;

/** At five dashes: hides a PEM block, also one that was cut at an end, in lines or with `\n` between them. @returns as above. */
export function readPem(scan: Scan, at: number): number {
  const { text } = scan;
  END.lastIndex = at;
  if (END.test(text)) return readPemEnd(scan, at, END.lastIndex);
  BEGIN.lastIndex = at;
  if (!BEGIN.test(text)) return 0;
  const from = BEGIN.lastIndex;
  const dashes = text.indexOf(DASHES, from);
  END.lastIndex = Math.max(dashes, 0);
  const isWhole = dashes >= 0 && END.test(text) && past(text, from, isPem) >= dashes;
  const end = isWhole ? END.lastIndex : cutPemEnd(text, from);
  return end > from ? hide(scan, at, end) : 0;
}

const isPem = (code: number) =>
  isBase64(code) || isSpace(code) || code === CODE.backslash || ':,.()-@<>_|'.includes(String.fromCharCode(code));

/** Blanks and line ends, also written as `\n`. */
function pastGap(text: string, from: number): number {
  let i = from;
  for (;;) {
    const next = past(text, i, isSpace);
    const isEscape = text.charCodeAt(next) === CODE.backslash && (text[next + 1] === 'n' || text[next + 1] === 'r');
    if (!isEscape) return next;
    i = next + 2;
  }
}

function cutPemEnd(text: string, from: number): number {
  let end = from;
  for (;;) {
    const at = pastGap(text, end);
    PEM_HEADER.lastIndex = at;
    if (PEM_HEADER.test(text)) {
      end = PEM_HEADER.lastIndex;
      continue;
    }
    const to = past(text, at, isBase64);
    const line = text.slice(at, Math.min(to, at + 512));
    const isKey =
      line.length >= LONG_LINE || line.endsWith('=') || (end === from && (looksRandom(line) || line.startsWith('MI')));
    if (to === at || !isKey || !isLineOver(text, to)) return end === from ? end : withRest(text, end);
    end = to;
  }
}

/** The end of a block whose begin was cut away: the lines of base64 before it go with it. */
function readPemEnd(scan: Scan, at: number, end: number): number {
  const { text, kept } = scan;
  let from = at;
  for (;;) {
    let to = from;
    while (to > kept && (isSpace(text.charCodeAt(to - 1)) || isEscapedLineEnd(text, to)))
      to -= isSpace(text.charCodeAt(to - 1)) ? 1 : 2;
    let begin = to;
    while (begin > kept && isBase64(text.charCodeAt(begin - 1))) begin--;
    begin = Math.min(to, afterEscape(text, begin));
    const isKey = to - begin >= LONG_LINE || (from === at && to > begin);
    if (!isKey) break;
    from = begin;
  }
  return from < at ? hide(scan, from, end) : 0;
}

/** Whether a line of a key can end at a position: also at a quote, or at a cut. */
function isLineOver(text: string, at: number): boolean {
  return at >= text.length || isSpace(text.charCodeAt(at)) || '\\"\'`….-'.includes(text[at] as string);
}

const isEscapedLineEnd = (text: string, to: number) =>
  text.charCodeAt(to - 2) === CODE.backslash && (text[to - 1] === 'n' || text[to - 1] === 'r');
