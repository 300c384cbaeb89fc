import { DATA, LINES } from '../simd/layout.ts';
import type { ScanMemory } from '../simd/scan-memory.ts';
import { walkLines } from './line-walk.ts';
import type { Prefilter } from './prefilter.ts';
import type { EventSink, Scanner } from './scanner.ts';
import { readStamp } from './stamp.ts';

const NEWLINE = 10;

/** Cuts behind the last line's end. */
export function cutAtLine(bytes: Buffer, start: number, end: number, last: boolean): number {
  if (last) return end;
  const at = bytes.subarray(start, end).lastIndexOf(NEWLINE);
  return at < 0 ? start : start + at + 1;
}

/**
 * Plain lines: each is an event, as Docker's awslogs driver sends them. A line without a time belongs to the moment of
 * the line before.
 */
export class TextScanner implements Scanner {
  readonly #sink: EventSink;
  readonly #prefilter: Prefilter | undefined;
  readonly #memory: ScanMemory;
  /** The time of the last line that had one. */
  #time: number;
  readonly cut = cutAtLine;

  /** @param time epoch ms, for lines before the first that has one. */
  constructor(sink: EventSink, memory: ScanMemory, prefilter: Prefilter | undefined, time: number) {
    this.#sink = sink;
    this.#memory = memory;
    this.#prefilter = prefilter;
    this.#time = time;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    this.#sink.begin(start, end, !this.#prefilter);
    if (this.#prefilter) this.#scanHits(bytes, start, end, at, this.#prefilter);
    else this.#scanAll(start, end, at);
  }

  #scanAll(start: number, end: number, at: number): void {
    const isStamped = this.#sink.readsTime;
    walkLines(this.#memory, start, end, isStamped, (from, to, ms) => {
      this.#sink.scanned.records++;
      if (isStamped && !Number.isNaN(ms)) this.#time = ms;
      this.#sink.take(this.#time, from, to, at + from - start);
      return !this.#sink.full();
    });
  }

  /** Only lines with a hit are taken apart; a line without a time then asks the lines before it. */
  #scanHits(bytes: Buffer, start: number, end: number, at: number, prefilter: Prefilter): void {
    this.#sink.scanned.records += this.#memory.lines(start, end);
    prefilter.load(start, end);
    const isStamped = this.#sink.readsTime;
    // The time is known up to here: to ask all lines before each hit would take the square of their number.
    let known = start;
    for (let hit = prefilter.next(start); hit < end && !this.#sink.full(); ) {
      this.#memory.around(hit, start, end);
      const { ints, doubles } = this.#memory;
      const [from, to] = [(ints[LINES / 4] as number) - DATA, (ints[LINES / 4 + 1] as number) - DATA];
      const ms = doubles[LINES / 8 + 1] as number;
      const next = this.#memory.next - DATA;
      if (isStamped) this.#time = Number.isNaN(ms) ? (lastTime(bytes, known, from) ?? this.#time) : ms;
      if (from < to) this.#sink.take(this.#time, from, to, at + from - start);
      known = Math.min(next + 1, end);
      // Behind the line's end: a chunk that is read in full has a hit at every place, also there.
      hit = prefilter.next(known);
    }
    if (isStamped) this.#time = lastTime(bytes, known, end) ?? this.#time;
  }
}

/** The time of the last line that has one, between two places; undefined when none has. */
export function lastTime(bytes: Buffer, start: number, end: number): number | undefined {
  for (let to = end; to > start; ) {
    const newline = to - 2 < start ? -1 : bytes.lastIndexOf(NEWLINE, to - 2);
    const from = newline < start ? start : newline + 1;
    const { ms } = readStamp(bytes, from, to);
    if (!Number.isNaN(ms)) return ms;
    to = from;
  }
  return undefined;
}
