import { parseJson, readJsonEvent } from './json-events.ts';
import type { Prefilter } from './prefilter.ts';
import type { EventSink, Scanner } from './scanner.ts';
import { cutAtLine, eachLine } from './text-scanner.ts';

/** Events as JSON, one a line. Messages are handed on as text. */
export class JsonLineScanner implements Scanner {
  readonly #sink: EventSink;
  readonly #prefilter: Prefilter | undefined;
  readonly cut = cutAtLine;

  constructor(sink: EventSink, prefilter: Prefilter | undefined) {
    this.#sink = sink;
    this.#prefilter = prefilter;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    const { scanned } = this.#sink;
    this.#prefilter?.load(start, end);
    let hit = this.#prefilter?.next(start) ?? start;
    eachLine(bytes, start, end, (from, to) => {
      // Also lines that are not taken apart must look like an object, so that most broken ones are counted.
      if (bytes[from] !== 123 || bytes[to - 1] !== 125) this.#sink.broken(at + from - start);
      else if (hit >= to) scanned.records++;
      else {
        if (this.#prefilter) hit = this.#prefilter.next(to);
        const event = readJsonEvent(parseJson(bytes.toString('utf8', from, to)));
        if (!event) this.#sink.broken(at + from - start);
        else {
          scanned.records++;
          if (event.message !== '') this.#sink.take(event.timestamp, event.message, at + from - start, event);
        }
      }
      return !this.#sink.full();
    });
  }
}
