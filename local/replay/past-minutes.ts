import { type LogAnswer, type LogLine, type LogQuery, type LogSource, MOST_LINES } from '../../functions/shared/ports.ts';
import { type LogEvent, partialQuery, runQuery } from '../../insights/index.ts';
import { type AskedQuery, quickWay } from '../follow/asked-queries.ts';
import { lineOf } from '../follow/followed-log.ts';
import { LineKinds } from '../follow/line-kinds.ts';
import { LineRows } from '../follow/line-rows.ts';
import { type CountedQuery, type Room, Second } from '../follow/second.ts';
import { StateRows } from '../follow/state-rows.ts';
import { KeptEvents, MOST_CHARACTERS } from './kept-events.ts';

const MINUTE_MS = 60_000;

export interface PastMinutesOptions {
  /** When the checks run within a minute, less what an event needs to arrive, ms: their windows begin and end there. */
  phaseMs: number;
  /** How long a minute is kept, ms. */
  keepMs: number;
  /** Of the messages of events that are kept as they are. @default MOST_CHARACTERS */
  mostCharacters?: number;
}

/**
 * A past log minute by minute: what each came to by the queries that are asked again and again, and the newest of its events. Each event is
 * counted once, so that the memory does not grow with the log. What is asked for other windows is answered by the events themselves.
 */
export class PastMinutes {
  readonly #texts: readonly string[];
  readonly #queries: readonly CountedQuery[];
  readonly #kinds = new LineKinds();
  readonly #options: PastMinutesOptions;
  readonly #open = new Map<number, Second>();
  /** By the numbers of the minutes, the oldest first. */
  readonly #closed = new Map<number, unknown[]>();
  readonly #events: KeptEvents;
  /** A minute is never packed. */
  readonly #room: Room = { states: new StateRows(), lines: new LineRows() };

  /** @param queries whose bins divide a minute. @throws QueryError */
  constructor(queries: readonly AskedQuery[], options: PastMinutesOptions) {
    this.#texts = queries.map(({ text }) => text);
    this.#queries = queries.map(({ text, readsWholeLines = false }) => ({
      ...partialQuery(text, quickWay(text)),
      readsWholeLines,
    }));
    this.#options = options;
    this.#events = new KeptEvents(options.mostCharacters ?? MOST_CHARACTERS);
  }

  add(event: LogEvent): void {
    const minute = this.#minuteOf(event.timestamp);
    let counted = this.#open.get(minute);
    if (!counted) {
      counted = new Second(this.#queries, this.#kinds, this.#room);
      counted.dropLines();
      this.#open.set(minute, counted);
    }
    counted.add(event, this.#kinds.of(event.message));
    this.#events.add(event);
  }

  /** Drops what is older than it is kept. @param nowMs epoch ms. */
  forget(nowMs: number): void {
    const oldest = this.#minuteOf(nowMs - this.#options.keepMs);
    for (const minutes of [this.#closed, this.#open])
      for (const minute of minutes.keys()) if (minute < oldest) minutes.delete(minute);
    this.#events.forget(nowMs - this.#options.keepMs);
  }

  /** What could be asked at a moment: an event is found once it has arrived. @param arrivedMs the newest that has, epoch ms. */
  askedAt(arrivedMs: number): Pick<LogSource, 'query' | 'lines'> {
    const clamped = <T extends { startMs: number; endMs: number }>(asked: T): T => ({
      ...asked,
      endMs: Math.min(asked.endMs, arrivedMs),
    });
    return {
      query: async (question) => this.#answer(clamped(question)),
      lines: async (window) => {
        const { startMs, endMs } = clamped(window);
        return this.#unlessUnknown(startMs, () => ({ lines: this.#lines(startMs, endMs) }));
      },
    };
  }

  #answer({ query, startMs, endMs }: LogQuery): LogAnswer {
    const i = this.#texts.indexOf(query);
    const [first, last] = [this.#minuteOf(startMs), this.#minuteOf(endMs + 1)];
    const counted = this.#queries[i];
    if (counted && this.#beginOf(first) === startMs && this.#beginOf(last) === endMs + 1)
      return { state: 'complete', rows: counted.rows(this.#statesOf(i, first, last)), bytesScanned: 0 };
    return this.#unlessUnknown(startMs, () => ({
      rows: runQuery(query, this.#events.read(startMs, endMs), { startMs, endMs }).rows,
      bytesScanned: 0,
    }));
  }

  /** Of the minutes in which something was logged, in order. */
  #statesOf(i: number, first: number, last: number): unknown[] {
    const minutes = [...this.#closed.keys(), ...this.#open.keys()].filter((m) => m >= first && m < last);
    return [...new Set(minutes)].sort((a, b) => a - b).map((minute) => this.#statesIn(minute)[i]);
  }

  #statesIn(minute: number): unknown[] {
    const open = this.#open.get(minute);
    const closed = this.#closed.get(minute);
    if (!open) return closed ?? [];
    const states = this.#queries.map((query, i) => {
      const state = open.stateOf(i);
      return closed ? query.joined([closed[i], state]) : state;
    });
    this.#closed.set(minute, states);
    this.#open.delete(minute);
    return states;
  }

  #lines(startMs: number, endMs: number): LogLine[] {
    return this.#events.read(startMs, endMs).slice(0, MOST_LINES).map(lineOf);
  }

  #unlessUnknown<T>(startMs: number, answer: () => T): ({ state: 'complete' } & T) | { state: 'unknown'; reason: string } {
    const unknown = this.#events.unknownFrom(startMs);
    return unknown === undefined ? { state: 'complete', ...answer() } : { state: 'unknown', reason: unknown };
  }

  #minuteOf = (atMs: number): number => Math.floor((atMs - this.#options.phaseMs) / MINUTE_MS);
  #beginOf = (minute: number): number => minute * MINUTE_MS + this.#options.phaseMs;
}
