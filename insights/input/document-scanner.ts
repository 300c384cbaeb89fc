import type { EventSink, Scanner } from './scanner.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

/**
 * The events of one JSON document, `{"events": [{…}, …], …}`, as the AWS command line prints it, also over many lines.
 * Objects are found by their braces, so the document is never whole in memory.
 */
export class DocumentScanner implements Scanner {
  readonly #sink: EventSink;
  /** How many braces and brackets are open where the next chunk begins. */
  #depth = 0;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  scan(bytes: Buffer, start: number, end: number, at: number): void {
    this.#depth = eachEvent(bytes, start, end, this.#depth, (from, to) => {
      this.#sink.takeJson(bytes.toString('utf8', from, to), at + from - start, false);
      return !this.#sink.full();
    });
  }

  /** A chunk ends behind an event's object, so that no event and no string is cut in two. */
  cut(bytes: Buffer, start: number, end: number, last: boolean): number {
    let whole = last ? end : start;
    if (!last) {
      eachEvent(bytes, start, end, this.#depth, (_, to) => {
        whole = to;
        return true;
      });
    }
    return whole;
  }
}

/** An event is an object in a list in the document. */
const EVENT_DEPTH = 2;

/**
 * Calls for each event's object that ends in a chunk: where it begins and ends. Stops when told to.
 * @param depth at the begin of the chunk, which is in no string and in no event. Returns the depth at its end.
 */
function eachEvent(
  bytes: Buffer,
  start: number,
  end: number,
  depth: number,
  call: (from: number, to: number) => boolean,
): number {
  let open = depth;
  let event = -1;
  let inString = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) {
      if (byte === OPEN && open === EVENT_DEPTH) event = i;
      open++;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      open--;
      if (byte === CLOSE && open === EVENT_DEPTH && event >= 0 && !call(event, i + 1)) return open;
    }
  }
  return open;
}
