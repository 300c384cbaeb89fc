import { MOST_LINES } from '../../functions/shared/ports.ts';
import type { LogEvent } from '../../insights/index.ts';

/** A second with more text than this, in characters, is kept in part: lines of megabytes must not fill the memory. */
const MOST_CHARACTERS = 4 << 20;

/** The first lines of a second by their times; of equal times in the order in which they were written. */
export interface FirstLines {
  events: LogEvent[];
  /** False where the second had more. */
  isAll: boolean;
}

/** Takes the events of one second in the order in which they were written, and keeps the first. */
export class FirstLinesOfSecond {
  #events: LogEvent[];
  #isAll: boolean;
  #characters = 0;
  /** The latest of those that are kept, epoch ms. */
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor({ events, isAll }: FirstLines = { events: [], isAll: true }) {
    this.#events = [...events];
    this.#isAll = isAll;
    for (const { message, timestamp } of events) {
      this.#characters += message.length;
      this.#latestMs = Math.max(this.#latestMs, timestamp);
    }
  }

  add(event: LogEvent): void {
    const { timestamp, message } = event;
    const isFull = this.#events.length >= MOST_LINES || this.#characters > MOST_CHARACTERS;
    if ((isFull || !this.#isAll) && timestamp >= this.#latestMs) {
      this.#isAll = false;
      return;
    }
    this.#latestMs = Math.max(this.#latestMs, timestamp);
    this.#events.push(event);
    this.#characters += message.length;
    if (this.#events.length >= 2 * MOST_LINES || this.#characters > 2 * MOST_CHARACTERS) this.#cut();
  }

  state(): FirstLines {
    if (this.#events.length > MOST_LINES || this.#characters > MOST_CHARACTERS) this.#cut();
    else this.#events.sort((a, b) => a.timestamp - b.timestamp);
    return { events: this.#events, isAll: this.#isAll };
  }

  #cut(): void {
    this.#events.sort((a, b) => a.timestamp - b.timestamp);
    let kept = 0;
    let characters = 0;
    for (const { message } of this.#events) {
      if (kept >= MOST_LINES || characters + message.length > MOST_CHARACTERS) break;
      kept++;
      characters += message.length;
    }
    if (kept < this.#events.length) this.#isAll = false;
    this.#events.length = kept;
    this.#latestMs = this.#events.at(-1)?.timestamp ?? Number.NEGATIVE_INFINITY;
    this.#characters = characters;
  }
}
