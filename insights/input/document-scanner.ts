import { parseJson, readJsonEvent } from './json-events.ts';
import type { EventSink, Scanner } from './scanner.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

/**
 * The events of one JSON document, `{"events": [{…}, …], …}`, as the AWS command line prints it, also over many lines.
 * Objects are found by their braces, so the document is never whole in memory. Messages are handed on as text.
 */
export class DocumentScanner implements Scanner {
  readonly #sink: EventSink;
  /** Depth inside of the document: 2 is inside of the list of events. */
  #depth = 0;
  /** Where the open event begins in the chunk that is being looked at, or -1. */
  #event = -1;
  #inString = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    for (let i = start; i < end && !this.#sink.full(); i++) {
      const byte = bytes[i];
      if (this.#inString) {
        if (byte === BACKSLASH) i++;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        if (byte === OPEN && this.#depth === 2) this.#event = i;
        this.#depth++;
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        this.#depth--;
        if (byte === CLOSE && this.#depth === 2 && this.#event >= 0) {
          this.#take(bytes.toString('utf8', this.#event, i + 1), at + this.#event - start);
          this.#event = -1;
        }
      }
    }
  }

  /** A chunk ends behind an event's object, so that no event and no string is cut in two. */
  cut(bytes: Buffer, start: number, end: number, last: boolean): number {
    if (last) return end;
    const probe = new DocumentScanner(this.#sink);
    probe.#depth = this.#depth;
    return probe.#lastWhole(bytes, start, end);
  }

  #lastWhole(bytes: Buffer, start: number, end: number): number {
    let whole = start;
    for (let i = start; i < end; i++) {
      const byte = bytes[i];
      if (this.#inString) {
        if (byte === BACKSLASH) i++;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN || byte === OPEN_LIST) this.#depth++;
      else if (byte === CLOSE || byte === CLOSE_LIST) {
        this.#depth--;
        if (this.#depth === 2) whole = i + 1;
      }
    }
    return whole;
  }

  #take(text: string, at: number): void {
    const event = readJsonEvent(parseJson(text));
    if (!event) {
      this.#sink.broken(at);
      return;
    }
    this.#sink.scanned.records++;
    if (event.message !== '') this.#sink.take(event.timestamp, event.message, at, event);
  }
}
