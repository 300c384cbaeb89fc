import type { ScanMemory } from '../simd/scan-memory.ts';
import { walkLines } from './line-walk.ts';
import type { Prefilter } from './prefilter.ts';
import type { EventSink, Scanner } from './scanner.ts';
import { isIsoPrefixed } from './stamp.ts';
import { cutAtLine } from './text-scanner.ts';

const NEWLINE = 10;

/**
 * Lines with an ISO time before them, as S3 exports and `docker logs -t` write them. Lines without one belong to the
 * event before: an exported event may have many.
 */
export class IsoScanner implements Scanner {
  readonly #sink: EventSink;
  readonly #prefilter: Prefilter | undefined;
  readonly #memory: ScanMemory;

  constructor(sink: EventSink, memory: ScanMemory, prefilter: Prefilter | undefined) {
    this.#sink = sink;
    this.#prefilter = prefilter;
    this.#memory = memory;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    const { scanned } = this.#sink;
    this.#sink.begin(start, end, !this.#prefilter);
    this.#prefilter?.load(start, end);
    let hit = this.#prefilter?.next(start) ?? start;
    let event = -1;
    let [time, stampEnd] = [0, 0];
    const finish = (to: number): boolean => {
      if (event < 0) return true;
      scanned.records++;
      if (hit >= to) return true;
      if (this.#prefilter) hit = this.#prefilter.next(to);
      if (stampEnd < to) this.#sink.take(time, stampEnd + 1, to, at + event - start);
      return !this.#sink.full();
    };
    let last = start;
    let open = true;
    walkLines(this.#memory, start, end, true, (from, to, ms, msEnd) => {
      if (!Number.isNaN(ms) && isPrefix(bytes, from, to, msEnd)) {
        open = finish(last);
        event = from;
        time = ms;
        stampEnd = msEnd;
      } else if (event < 0) this.#sink.broken(at + from - start);
      last = to;
      return open;
    });
    if (open) finish(last);
  }

  /** Only the next event's begin ends an event. */
  cut(bytes: Buffer, start: number, end: number, last: boolean): number {
    if (last) return end;
    for (let to = cutAtLine(bytes, start, end, false); to > start; ) {
      const newline = to - 2 < start ? -1 : bytes.lastIndexOf(NEWLINE, to - 2);
      const from = newline < start ? start : newline + 1;
      if (isIsoPrefixed(bytes, from, to)) return from;
      to = from;
    }
    return start;
  }
}

const [LETTER_T, LETTER_Z, SPACE] = [84, 90, 32];

/** True of a time as isIsoPrefixed asks for it. */
function isPrefix(bytes: Buffer, from: number, to: number, stampEnd: number): boolean {
  return bytes[from + 10] === LETTER_T && bytes[stampEnd - 1] === LETTER_Z && (stampEnd === to || bytes[stampEnd] === SPACE);
}
