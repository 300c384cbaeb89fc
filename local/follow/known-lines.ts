import { formOf } from '../lines/recognise.ts';
import type { LineKind } from './line-kinds.ts';

/** Of a longer line there is hardly a second one; bytes. */
const LONGEST = 256;
const MOST_LINES = 8_192;
/** Twice as many, so that a place is soon found; a power of two. */
const PLACES = 2 * MOST_LINES;
/** Where one may stand that was seen once; a power of two. */
const ONCE_PLACES = 4;
const STAMP_BYTES = 19;
const [LF, BLANK, QUOTE, DASH, DOT, COLON] = [10, 32, 34, 45, 46, 58] as const;
const isDigit = (byte: number) => byte >= 48 && byte <= 57;
/** `dddd-dd-dd dd:dd:dd `; 0 is a digit. */
const STAMP = Uint8Array.from('0000-00-00 00:00:00 ', (c) => (c === '0' ? 0 : c.charCodeAt(0)));

/** A line that came before, but for the time or who asked at its begin. */
export interface KnownLine<Own = unknown> extends LineKind {
  /** What whoever reads them keeps of it. */
  own?: Own;
  /** What stands behind that. */
  rest: string;
  /** The same in bytes, without the line's end. */
  bytes: Uint8Array;
  /** Its begin is a time of AtlasML's. */
  hasStamp: boolean;
  form: ReturnType<typeof formOf>;
}

/** Where the parts of a line stand, and whose it is. */
export interface Found<Own = unknown> {
  /** Behind the time or who asked. */
  restFrom: number;
  /** At the line's end; -1 where it has none. */
  to: number;
  isStamped: boolean;
  hash: number;
  line: KnownLine<Own> | undefined;
}

/**
 * Knows lines again by their bytes. Most of a log are the same few over and over: such a line is not decoded, and no pattern is tried
 * on it.
 */
export class KnownLines<Own = unknown> {
  #lines: (KnownLine<Own> | undefined)[] = [];
  readonly #hashes = new Uint32Array(PLACES);
  #length = 0;
  /** What was seen once, by its hash: a line that never comes again is not worth a place. */
  readonly #once = new Uint32Array(PLACES);
  #turn = 0;
  readonly #found: Found<Own> = { restFrom: 0, to: 0, isStamped: false, hash: 0, line: undefined };

  /** Looks at the line that begins there. The answer is good until the next one. */
  find(bytes: Uint8Array, from: number): Found<Own> {
    const found = this.#found;
    found.isStamped = isStampAt(bytes, from);
    found.restFrom = found.isStamped ? from + STAMP_BYTES : from + clientBytes(bytes, from);
    found.line = undefined;
    let at = found.restFrom;
    // A rest behind a time is none behind a client.
    let hash = found.isStamped ? 0x811c9dc5 : at > from ? 0x9e3779b9 : 0x85ebca6b;
    const most = Math.min(bytes.length, at + LONGEST);
    for (; at < most; at++) {
      const byte = bytes[at] as number;
      if (byte === LF) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    found.hash = hash >>> 0 || 1;
    if (at === most) {
      found.to = bytes.indexOf(LF, at);
      return found;
    }
    found.to = at;
    found.line = this.#get(found.hash, bytes, found.restFrom, at);
    return found;
  }

  /** Whether it is worth to be known: it comes for the second time, and is not long. */
  isWorth({ hash, restFrom, to }: Found): boolean {
    if (to - restFrom >= LONGEST) return false;
    // Two that come in turn must not push each other out for good.
    const first = hash & (PLACES - 1) & -ONCE_PLACES;
    for (let place = first; place < first + ONCE_PLACES; place++) if (this.#once[place] === hash) return true;
    this.#turn = (this.#turn + 1) & (ONCE_PLACES - 1);
    this.#once[first + this.#turn] = hash;
    return false;
  }

  /** @param text the whole line @param rest the part of it that is the same */
  learn(
    { hash }: Pick<Found, 'hash'>,
    bytes: Uint8Array,
    { text, rest, hasStamp }: { text: string; rest: string; hasStamp: boolean },
  ): KnownLine<Own> {
    if (this.#length >= MOST_LINES) {
      this.#lines = [];
      this.#hashes.fill(0);
      this.#length = 0;
    }
    let place = hash & (PLACES - 1);
    while (this.#hashes[place] !== 0) place = (place + 1) & (PLACES - 1);
    this.#hashes[place] = hash;
    // A part of a text keeps all of it in memory.
    const own = JSON.parse(JSON.stringify(rest)) as string;
    const line = { rest: own, bytes: Uint8Array.from(bytes), hasStamp, form: formOf(text) };
    this.#lines[place] = line;
    this.#length++;
    return line;
  }

  #get(hash: number, bytes: Uint8Array, from: number, to: number): KnownLine<Own> | undefined {
    for (let place = hash & (PLACES - 1); this.#hashes[place] !== 0; place = (place + 1) & (PLACES - 1)) {
      if (this.#hashes[place] !== hash) continue;
      const line = this.#lines[place] as KnownLine<Own>;
      if (isSame(line.bytes, bytes, from, to)) return line;
    }
    return undefined;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}

function isStampAt(bytes: Uint8Array, from: number): boolean {
  if (from + STAMP.length > bytes.length) return false;
  for (let i = 0; i < STAMP.length; i++) {
    const [byte, expected] = [bytes[from + i] as number, STAMP[i] as number];
    if (expected === 0 ? !isDigit(byte) : byte !== expected) return false;
  }
  return true;
}

/** Letters, digits, `-`, `.` and `:`. */
const isOfAddress = (byte: number) =>
  isDigit(byte) || byte === COLON || byte === DASH || byte === DOT || ((byte | 32) >= 97 && (byte | 32) <= 122);

const INFO = Uint8Array.from('INFO:  ', (c) => c.charCodeAt(0));

/** How long uvicorn's access line is up to who asked, `INFO:     10.0.0.7:1`; 0 of any other. */
function clientBytes(bytes: Uint8Array, from: number): number {
  for (let i = 0; i < INFO.length; i++) if (bytes[from + i] !== INFO[i]) return 0;
  let at = from + INFO.length;
  while (bytes[at] === BLANK) at++;
  const client = at;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === BLANK) break;
    if (!isOfAddress(byte)) return 0;
  }
  if (bytes[at + 1] !== DASH || bytes[at + 2] !== BLANK || bytes[at + 3] !== QUOTE) return 0;
  let port = at;
  while (port > client && isDigit(bytes[port - 1] as number)) port--;
  return port < at && port - 1 > client && bytes[port - 1] === COLON ? at - from : 0;
}
