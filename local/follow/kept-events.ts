import type { LogEvent } from '../../insights/index.ts';

/** What an event costs beside its text, roughly. */
const EVENT_BYTES = 100;

/** The newest events, limited by their age and by memory. */
export class KeptEvents {
  readonly #keepMs: number;
  readonly #mostBytes: number;
  #events: LogEvent[] = [];
  #begin = 0;
  #bytes = 0;
  #droppedMs: number | undefined;

  /** @param mostBytes of texts, in characters, and what their events cost. */
  constructor(keepMs: number, mostBytes: number) {
    this.#keepMs = keepMs;
    this.#mostBytes = mostBytes;
  }

  add(events: readonly LogEvent[], nowMs: number): void {
    for (const event of events) {
      // A line is a part of the text that it was cut from, and would hold all of it.
      event.message = Buffer.from(event.message).toString();
      this.#events.push(event);
      this.#bytes += bytesOf(event);
      while (this.#bytes > this.#mostBytes) this.dropped(this.#shift()?.timestamp ?? nowMs);
    }
    const oldestMs = nowMs - this.#keepMs;
    for (let first = this.#events[this.#begin]; first && first.timestamp <= oldestMs; first = this.#events[this.#begin]) {
      this.#shift();
    }
    if (this.#droppedMs !== undefined && this.#droppedMs <= oldestMs) this.#droppedMs = undefined;
    if (this.#begin > this.#events.length / 2) {
      this.#events.splice(0, this.#begin);
      this.#begin = 0;
    }
  }

  /** The clock of AtlasML is now known to be other than it was taken for. */
  correct(byMs: number): void {
    for (const event of this.#events) event.timestamp += byMs;
    if (this.#droppedMs !== undefined) this.#droppedMs += byMs;
  }

  /** Events until then are missing, epoch ms. */
  dropped(untilMs: number): void {
    this.#droppedMs = Math.max(this.#droppedMs ?? untilMs, untilMs);
  }

  /** The moment until which events are missing that are young enough to be kept, epoch ms. */
  get droppedMs(): number | undefined {
    return this.#droppedMs;
  }

  all(): LogEvent[] {
    return this.#events.slice(this.#begin);
  }

  #shift(): LogEvent | undefined {
    const first = this.#events[this.#begin];
    if (!first) return undefined;
    this.#begin++;
    this.#bytes -= bytesOf(first);
    return first;
  }
}

const bytesOf = ({ message }: LogEvent) => message.length + EVENT_BYTES;
