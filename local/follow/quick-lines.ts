import { withoutReturn } from '../lines/line-cutter.ts';
import type { LineReader } from '../lines/line-reader.ts';
import type { Found, KnownLine, KnownLines } from './known-lines.ts';
import type { FollowedLine } from './line-kinds.ts';

const [LF, ESCAPE, ZERO, NINE] = [10, 27, 48, 57] as const;
/** As long as a line of which AtlasML writes many; a longer one may be a piece. */
const MOST_SHORT_BYTES = 256;
const STAMP_BYTES = 19;
/** A bar may hide where a line begins. */
const BAR = '%|';
/** A longer half line is none that is known. */
const MOST_HALF_BYTES = 64 << 10;
const NOTHING = Buffer.alloc(0);

/** Takes plain lines of UTF-8 by their bytes, where the reader does nothing else with them than to look at each alone. */
export class QuickLines {
  readonly #known: KnownLines;
  /** The line that has no end yet. */
  #half: Buffer = NOTHING;
  #stamp = { text: '', ms: Number.NaN };
  readonly #timesOnly: boolean;
  /** The time of the line that was taken last. */
  readonly #time = new Uint8Array(STAMP_BYTES);

  /** @param timesOnly a line that shows no other time than the one before is left out */
  constructor(known: KnownLines, timesOnly = false) {
    this.#known = known;
    this.#timesOnly = timesOnly;
  }

  /** The line that has no end yet, for who goes on otherwise. */
  takeHalf(): Buffer {
    const half = this.#half;
    this.#half = NOTHING;
    return half;
  }

  /** @param bytes from the begin of a line on, or behind the half one. @returns what it cannot take: the others must go on from there */
  push(bytes: Buffer, reader: LineReader, lines: FollowedLine[]): Buffer {
    let at = 0;
    if (this.#half.length > 0) {
      at = bytes.indexOf(LF) + 1;
      if (at === 0 || this.#half.length > MOST_HALF_BYTES) return this.#wait(bytes);
      this.#takeLine(Buffer.concat([this.takeHalf(), bytes.subarray(0, at)]), 0, reader, lines);
    }
    const maySkip = this.#timesOnly && !bytes.includes(BAR);
    while (at < bytes.length && reader.isPlain) {
      if (maySkip) at = this.#behindSameTime(bytes, at);
      const next = this.#takeLine(bytes, at, reader, lines);
      if (next === 0) return this.#wait(bytes.subarray(at));
      at = next;
    }
    return bytes.subarray(at);
  }

  /** @returns the begin of the next line that may show another time */
  #behindSameTime(bytes: Buffer, from: number): number {
    let at = from;
    for (;;) {
      const first = bytes[at] as number;
      const mayShow = first === ESCAPE || (first >= ZERO && first <= NINE);
      if (mayShow && !this.#isSameTime(bytes, at)) return at;
      const end = bytes.indexOf(LF, at);
      if (end < 0 || end - at >= MOST_SHORT_BYTES) return at;
      at = end + 1;
    }
  }

  #isSameTime(bytes: Buffer, from: number): boolean {
    for (let i = 0; i < STAMP_BYTES; i++) if (bytes[from + i] !== this.#time[i]) return false;
    return true;
  }

  #wait(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.takeHalf(), bytes]);
    if (all.length > MOST_HALF_BYTES) return all;
    this.#half = all;
    return NOTHING;
  }

  /** @returns where the next line begins; 0 where this one has no end. */
  #takeLine(bytes: Buffer, from: number, reader: LineReader, lines: FollowedLine[]): number {
    const found = this.#known.find(bytes, from);
    const { line, restFrom, to } = found;
    if (to < 0) return 0;
    const before = lines.length;
    if (!line || !this.#takeKnown(line, bytes.toString('utf8', from, restFrom), reader, lines)) {
      this.#takeOther(found, bytes, from, reader, lines);
    }
    if (this.#timesOnly && found.isStamped && lines.length > before && lines.at(-1)?.stampMs !== undefined)
      this.#time.set(bytes.subarray(from, restFrom));
    return to + 1;
  }

  #takeKnown(line: KnownLine, begin: string, reader: LineReader, lines: FollowedLine[]): boolean {
    const stampMs = line.hasStamp ? this.#stampOf(begin) : undefined;
    // No day has such a time: it is for the reader to judge.
    if (Number.isNaN(stampMs)) return false;
    reader.count(line.form);
    const text = begin === '' ? line.rest : begin + line.rest;
    lines.push(stampMs === undefined ? { text, kind: line } : { text, stampMs, kind: line });
    return true;
  }

  #takeOther(found: Found, bytes: Buffer, from: number, reader: LineReader, lines: FollowedLine[]): void {
    const { restFrom, to, isStamped } = found;
    const before = reader.inOtherForm;
    const [line, ...others] = reader.push([withoutReturn(bytes.toString('utf8', from, to))]);
    if (!line) return;
    lines.push(line, ...others);
    if (others.length > 0 || !reader.isPlain || reader.inOtherForm !== before || !this.#known.isWorth(found)) return;
    const begin = bytes.toString('utf8', from, restFrom);
    const { text, stampMs } = line;
    const hasStamp = stampMs !== undefined;
    // A time that is not at the begin, has a fraction, or is none, is no part of what is the same.
    if (!text.startsWith(begin) || (hasStamp && !isStamped)) return;
    if (isStamped && (Number.isNaN(this.#stampOf(begin)) || (hasStamp && stampMs !== this.#stampOf(begin)))) return;
    // This one is the first of its kind.
    (line as FollowedLine).kind = this.#known.learn(found, bytes.subarray(restFrom, to), {
      text,
      rest: text.slice(begin.length),
      hasStamp,
    });
  }

  /** Of `2026-11-25 10:31:12`, as if it were UTC, epoch ms. Many lines have the time of the line before. */
  #stampOf(text: string): number {
    if (this.#stamp.text !== text) this.#stamp = { text, ms: Date.parse(`${text.replace(' ', 'T')}.000Z`) };
    return this.#stamp.ms;
  }
}
