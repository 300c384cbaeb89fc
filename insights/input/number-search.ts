import type { NumberRange } from '../plan/number-range.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';

const [TAB, NEWLINE, RETURN, SPACE, COMMA, POINT, COLON, CLOSED_LIST, ESCAPE, CLOSED] = Buffer.from('\t\n\r ,.:]\\}');
const [ZERO, MOST_DIGITS, QUOTE] = [48, 15, 34];

/** What finds the next place where a key has a value that may be in a range, before the end of the chunk; Infinity without one. */
export function numberSearch(
  { key, least, most }: NumberRange,
  memory: ScanMemory,
  escaped: boolean,
): (from: number, chunkEnd: number) => number {
  // An event in a message has escaped quotes, and one that is the line itself has not.
  const needle = Buffer.from(escaped ? key : `${key}"`);
  memory.lookFor([{ text: needle, ignoreCase: false }]);
  return (from, chunkEnd) => {
    for (let at = memory.find(from, chunkEnd); at >= 0; at = memory.find(at + needle.length, chunkEnd)) {
      const quote = at + needle.length + (escaped && memory.buffer[at + needle.length] === ESCAPE ? 1 : 0);
      if (escaped && memory.buffer[quote] !== QUOTE && quote < chunkEnd) continue;
      if (mayBeIn(memory.buffer, escaped ? quote + 1 : quote, chunkEnd, least, most)) return at;
    }
    return Infinity;
  };
}

/** False only where what follows is surely no value of the key, or a number outside of the range. @param at behind the key's quote. */
function mayBeIn(bytes: Buffer, at: number, end: number, least: number, most: number): boolean {
  let place = skipSpace(bytes, at, end);
  if (bytes[place] !== COLON) return bytes[place] === ESCAPE || place >= end;
  place = skipSpace(bytes, place + 1, end);
  const begin = place;
  let low = 0;
  for (; isDigit(bytes[place]); place++) low = low * 10 + (bytes[place] as number) - ZERO;
  if (place === begin || place - begin > MOST_DIGITS) return true;
  let high = low;
  if (bytes[place] === POINT) {
    // What is between two whole numbers may be rounded up to the greater one.
    high++;
    do place++;
    while (isDigit(bytes[place]));
  }
  return place >= end || !endsNumber(bytes[place]) || (high >= least && low <= most);
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= ZERO && byte < ZERO + 10;
const isSpace = (byte: number | undefined) => byte === SPACE || byte === NEWLINE || byte === TAB || byte === RETURN;
const endsNumber = (byte: number | undefined) => byte === COMMA || byte === CLOSED || byte === CLOSED_LIST || isSpace(byte);

function skipSpace(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}
