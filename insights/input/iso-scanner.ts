import type { Prefilter } from './prefilter.ts';
import type { EventSink, Scanner } from './scanner.ts';
import { isIsoPrefixed, readStamp } from './stamp.ts';
import { cutAtLine, eachLine, type MessageReader } from './text-scanner.ts';

const NEWLINE = 10;

/**
 * Lines with an ISO time before them, as S3 exports and `docker logs -t` write them. Lines without one belong to the
 * event before: an exported event may have many.
 */
export class IsoScanner implements Scanner {
  readonly #sink: EventSink;
  readonly #prefilter: Prefilter | undefined;
  readonly #message: MessageReader;

  constructor(sink: EventSink, prefilter: Prefilter | undefined, message: MessageReader) {
    this.#sink = sink;
    this.#prefilter = prefilter;
    this.#message = message;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    const { scanned } = this.#sink;
    this.#prefilter?.load(start, end);
    let hit = this.#prefilter?.next(start) ?? start;
    let event = -1;
    const finish = (to: number): boolean => {
      if (event < 0) return true;
      scanned.records++;
      if (hit >= to) return true;
      if (this.#prefilter) hit = this.#prefilter.next(to);
      const { ms, end: stampEnd } = readStamp(bytes, event, to);
      if (stampEnd < to) this.#sink.take(ms, this.#message(bytes, stampEnd + 1, to), at + event - start);
      return !this.#sink.full();
    };
    let last = start;
    let open = true;
    eachLine(bytes, start, end, (from, to) => {
      if (isIsoPrefixed(bytes, from, to)) {
        open = finish(last);
        event = from;
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
