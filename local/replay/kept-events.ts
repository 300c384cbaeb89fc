import { clockTime } from '../../functions/shared/text/words.ts';
import type { LogEvent } from '../../insights/index.ts';

/** What is read of a log are minutes, and the begin of a trouble that is older: a log of this size in six hours is kept whole. */
export const MOST_CHARACTERS = 32 << 20;
/** What an event takes beside its text, in characters. */
const BESIDE = 150;
/** Dropped at once, so that dropping costs little. */
const PORTION = 4_096;

/** The newest events of a log, as far as there is room for them. They may come a little out of order. */
export class KeptEvents {
  #events: LogEvent[] = [];
  #characters = 0;
  #droppedMs: number | undefined;
  readonly #mostCharacters: number;

  /** @param mostCharacters of all events together. */
  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  add(event: LogEvent): void {
    this.#events.push(event);
    this.#characters += event.message.length + BESIDE;
    for (let at = this.#events.length - 1; at > 0 && isLater(this.#events[at - 1], event); at--) {
      this.#events[at] = this.#events[at - 1] as LogEvent;
      this.#events[at - 1] = event;
    }
    if (this.#characters > this.#mostCharacters) this.#drop(Math.min(PORTION, this.#events.length >> 1));
  }

  /** Drops what is older, epoch ms. */
  forget(beforeMs: number): void {
    const count = firstFrom(this.#events, beforeMs);
    if (count >= PORTION) this.#drop(count);
  }

  /** Both ends included, epoch ms. */
  read(startMs: number, endMs: number): LogEvent[] {
    return eventsIn(this.#events, startMs, endMs);
  }

  /** Why what was logged from then on is not all there; undefined where it is. */
  unknownIn(startMs: number, _endMs: number): string | undefined {
    if (this.#droppedMs === undefined || this.#droppedMs < startMs) return undefined;
    return `of this time the lines until ${clockTime(this.#droppedMs)} UTC were counted and are not in memory any more`;
  }

  #drop(count: number): void {
    const dropped = this.#events.splice(0, count);
    for (const { message } of dropped) this.#characters -= message.length + BESIDE;
    this.#droppedMs = dropped.at(-1)?.timestamp ?? this.#droppedMs;
  }
}

const isLater = (a: LogEvent | undefined, b: LogEvent) => (a?.timestamp ?? 0) > b.timestamp;

/** Both ends included. @param events in the order of time. */
export function eventsIn(events: LogEvent[], startMs: number, endMs: number): LogEvent[] {
  return events.slice(firstFrom(events, startMs), firstFrom(events, endMs + 1));
}

/** The place of the first event at this time or later, by halving. */
function firstFrom(events: LogEvent[], atMs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as LogEvent).timestamp < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
