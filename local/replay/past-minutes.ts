import { type LogAnswer, type LogQuery, type LogSource, MOST_LINES } from '../../functions/shared/ports.ts';
import { type LogEvent, runQuery } from '../../insights/index.ts';
import type { AskedQuery } from '../follow/asked-queries.ts';
import { lineOf } from '../follow/followed-log.ts';
import { LineKinds } from '../follow/line-kinds.ts';
import { LineRows } from '../follow/line-rows.ts';
import { type CountedQuery, type Room, Second } from '../follow/second.ts';
import { StateRows } from '../follow/state-rows.ts';
import { KeptEvents, MOST_CHARACTERS } from './kept-events.ts';
import { countedQueries } from './pieces/counting.ts';
import { type PackedStates, packed, stateIn } from './pieces/packed-states.ts';

const MINUTE_MS = 60_000;
/** A window that is asked for in each run is as many minutes. */
const ROWS_KEPT = 6;

export interface PastMinutesOptions {
  /** When the checks run within a minute, less what an event needs to arrive, ms: their windows begin and end there. */
  phaseMs: number;
  /** How long a minute is kept, ms. */
  keepMs: number;
  /** The events themselves, where more of them can be had than are kept here. */
  lines?: PastLines;
  /** Of the messages of events that are kept as they are. @default MOST_CHARACTERS */
  mostCharacters?: number;
}

/** The events of a past, as far as they can be had. Both ends are included, epoch ms. */
export interface PastLines {
  read(startMs: number, endMs: number): LogEvent[];
  /** Why they cannot be read; undefined where they can. */
  unknownIn(startMs: number, endMs: number): string | undefined;
  /** What is older is not asked for any more, epoch ms. */
  forget(beforeMs: number): void;
}

/**
 * A past log minute by minute: what each came to by the queries that are asked again and again, and the newest of its events. Each event is
 * counted once, so that the memory does not grow with the log. What is asked for other windows is answered by the events themselves.
 */
export class PastMinutes {
  readonly #asked: readonly AskedQuery[];
  readonly #texts: readonly string[];
  readonly #queries: readonly CountedQuery[];
  readonly #kinds = new LineKinds();
  readonly #options: PastMinutesOptions;
  readonly #open = new Map<number, Second>();
  /** By the numbers of the minutes, the oldest first. */
  readonly #closed = new Map<number, PackedStates>();
  /** Of the closed minutes, by the places of the queries: a minute is in several windows. */
  readonly #rows = new Map<number, Record<string, string>[][]>();
  readonly #kept: KeptEvents;
  readonly #lines: PastLines;
  /** A minute is never packed. */
  readonly #room: Room = { states: new StateRows(), lines: new LineRows() };

  /** @param queries whose bins divide a minute. @throws QueryError */
  constructor(queries: readonly AskedQuery[], options: PastMinutesOptions) {
    this.#asked = queries;
    this.#texts = queries.map(({ text }) => text);
    this.#queries = countedQueries(queries);
    this.#options = options;
    this.#kept = new KeptEvents(options.mostCharacters ?? MOST_CHARACTERS);
    this.#lines = options.lines ?? this.#kept;
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
    this.#kept.add(event);
  }

  /** What a part of a minute came to that was counted elsewhere: later parts come later. */
  addStates(minute: number, states: PackedStates): void {
    const before = this.#closed.get(minute);
    this.#closed.set(minute, before ? this.#joined(before, (i) => stateIn(states, i)) : states);
    this.#rows.delete(minute);
  }

  #joined(before: PackedStates, later: (i: number) => unknown): PackedStates {
    return packed(this.#queries.map((query, i) => query.joined([stateIn(before, i), later(i)])));
  }

  /** Drops what is older than it is kept. @param nowMs epoch ms. */
  forget(nowMs: number): void {
    const oldest = this.#minuteOf(nowMs - this.#options.keepMs);
    this.#forgetBefore(oldest, this.#closed);
    this.#forgetBefore(oldest, this.#open);
    this.#forgetBefore(this.#minuteOf(nowMs) - ROWS_KEPT, this.#rows);
    this.#lines.forget(nowMs - this.#options.keepMs);
  }

  /** They came nearly in order: of what is left behind the first that is not too old, the next time takes care. */
  #forgetBefore(oldest: number, minutes: Map<number, unknown>): void {
    for (const minute of minutes.keys()) {
      if (minute >= oldest) return;
      minutes.delete(minute);
    }
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
        return this.#unlessUnknown(startMs, endMs, () => ({
          lines: this.#lines.read(startMs, endMs).slice(0, MOST_LINES).map(lineOf),
        }));
      },
    };
  }

  #answer({ query, startMs, endMs }: LogQuery): LogAnswer {
    const i = this.#texts.indexOf(query);
    const [first, last] = [this.#minuteOf(startMs), this.#minuteOf(endMs + 1)];
    const counted = this.#queries[i];
    if (counted && this.#beginOf(first) === startMs && this.#beginOf(last) === endMs + 1)
      return { state: 'complete', rows: this.#rowsOf(i, first, last), bytesScanned: 0 };
    return this.#unlessUnknown(startMs, endMs, () => ({
      rows: runQuery(query, this.#lines.read(startMs, endMs), { startMs, endMs }).rows,
      bytesScanned: 0,
    }));
  }

  #rowsOf(i: number, first: number, last: number): Record<string, string>[] {
    const minutes = this.#minutesIn(first, last);
    const query = this.#queries[i] as CountedQuery;
    if (!this.#isByBins(i)) return query.rows(minutes.map((minute) => this.#stateOf(minute, i)));
    return minutes.flatMap((minute) => {
      this.#close(minute);
      const known = this.#rows.get(minute) ?? [];
      this.#rows.set(minute, known);
      known[i] ??= query.rows([this.#stateOf(minute, i)]);
      return known[i];
    });
  }

  /** Whether each of its rows is of one minute alone: then those of several are the rows of each. */
  #isByBins(i: number): boolean {
    const { binMs } = this.#asked[i] as AskedQuery;
    return binMs !== undefined && MINUTE_MS % binMs === 0 && this.#options.phaseMs % binMs === 0;
  }

  /** Those in which something was logged, in order. */
  #minutesIn(first: number, last: number): number[] {
    const found: number[] = [];
    if (last - first > this.#closed.size + this.#open.size) {
      for (const minute of new Set([...this.#closed.keys(), ...this.#open.keys()]))
        if (minute >= first && minute < last) found.push(minute);
      return found.sort((a, b) => a - b);
    }
    for (let minute = first; minute < last; minute++) if (this.#closed.has(minute) || this.#open.has(minute)) found.push(minute);
    return found;
  }

  #stateOf(minute: number, i: number): unknown {
    this.#close(minute);
    const states = this.#closed.get(minute);
    return states && stateIn(states, i);
  }

  #close(minute: number): void {
    const open = this.#open.get(minute);
    if (!open) return;
    const before = this.#closed.get(minute);
    const states = before ? this.#joined(before, (i) => open.stateOf(i)) : packed(this.#queries.map((_, i) => open.stateOf(i)));
    this.#closed.set(minute, states);
    this.#rows.delete(minute);
    this.#open.delete(minute);
  }

  #unlessUnknown<T>(
    startMs: number,
    endMs: number,
    answer: () => T,
  ): ({ state: 'complete' } & T) | { state: 'unknown'; reason: string } {
    const unknown = this.#lines.unknownIn(startMs, endMs);
    return unknown === undefined ? { state: 'complete', ...answer() } : { state: 'unknown', reason: unknown };
  }

  #minuteOf = (atMs: number): number => Math.floor((atMs - this.#options.phaseMs) / MINUTE_MS);
  #beginOf = (minute: number): number => minute * MINUTE_MS + this.#options.phaseMs;
}
