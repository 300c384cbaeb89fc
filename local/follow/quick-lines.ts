import { withoutReturn } from '../lines/line-cutter.ts';
import type { LineReader } from '../lines/line-reader.ts';
import type { Found, KnownLine, KnownLines } from './known-lines.ts';
import type { FollowedLine } from './line-kinds.ts';

const LF = 10;
/** A longer half line is none that is known. */
const MOST_HALF_BYTES = 64 << 10;
const NOTHING = Buffer.alloc(0);

/** Takes plain lines of UTF-8 by their bytes, where the reader does nothing else with them than to look at each alone. */
export class QuickLines {
  readonly #known: KnownLines;
  /** The line that has no end yet. */
  #half: Buffer = NOTHING;
  #stamp = { text: '', ms: Number.NaN };

  constructor(known: KnownLines) {
    this.#known = known;
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
    while (at < bytes.length && reader.isPlain) {
      const next = this.#takeLine(bytes, at, reader, lines);
      if (next === 0) return this.#wait(bytes.subarray(at));
      at = next;
    }
    return bytes.subarray(at);
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
    if (!line || !this.#takeKnown(line, bytes.toString('utf8', from, restFrom), reader, lines)) {
      this.#takeOther(found, bytes, from, reader, lines);
    }
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
    this.#known.learn(found, bytes.subarray(restFrom, to), { text, rest: text.slice(begin.length), hasStamp });
  }

  /** Of `2026-11-25 10:31:12`, as if it were UTC, epoch ms. Many lines have the time of the line before. */
  #stampOf(text: string): number {
    if (this.#stamp.text !== text) this.#stamp = { text, ms: Date.parse(`${text.replace(' ', 'T')}.000Z`) };
    return this.#stamp.ms;
  }
}
