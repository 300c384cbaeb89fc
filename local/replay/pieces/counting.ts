import { type LogEvent, type Made, type PartialRun, partialQuery } from '../../../insights/index.ts';
import { type AskedQuery, quickWay } from '../../follow/asked-queries.ts';
import type { CountedQuery } from '../../follow/second.ts';
import { type PackedStates, packed } from './packed-states.ts';

/** What one query makes of lines that are alike to it, and how many of them came that are not added yet. */
interface Alike {
  query: Waiting;
  made: Made;
  times: number;
  newestMs: number;
}

/** A query, and what came that waits for the end of its bin. */
interface Waiting extends Pick<AskedQuery, 'isNewest'> {
  place: number;
  /** 1 where each time counts. */
  binMs: number;
  came: Alike[];
  /** When the bin ends, epoch ms. */
  endsMs: number;
  known: Map<string, Alike>;
}

/** What the queries make of a line: of most it is counted how many came, some queries read each. */
export interface Counted {
  alike: readonly Alike[];
  /** The places of the queries that read it whole. */
  whole: readonly number[];
}

/** What a minute came to, or a part of it. */
export interface CountedMinute {
  /** Its number. */
  minute: number;
  /** By the places of the queries. */
  states: PackedStates;
}

const MINUTE_MS = 60_000;
/** Lines come out of order by a minute at most. */
const LINGERS = 2;
const MOST_ALIKE = 8_192;

/** The queries that are asked again and again, ready to count. @throws QueryError */
export function countedQueries(queries: readonly AskedQuery[]): CountedQuery[] {
  return queries.map(({ text, readsWholeLines = false }) => ({ ...partialQuery(text, quickWay(text)), readsWholeLines }));
}

/** Counts lines into the minutes of a log. Lines that are known to be alike are counted together. */
export class Counting {
  readonly #queries: readonly CountedQuery[];
  readonly #phaseMs: number;
  readonly #minutes = new Map<number, PartialRun[]>();
  readonly #packed: CountedMinute[] = [];
  readonly #waiting: readonly Waiting[];
  #runs: PartialRun[] = [];
  #atMs = Number.NaN;
  /** The time of the minute that is at work. */
  #fromMs = Number.NaN;

  /** @param phaseMs where in a minute of the clock the minutes begin. @throws QueryError */
  constructor(asked: readonly AskedQuery[], phaseMs: number) {
    this.#queries = countedQueries(asked);
    this.#phaseMs = phaseMs;
    this.#waiting = asked.map(({ isNewest, binMs }, place) => ({
      place,
      binMs: isNewest ? Number.POSITIVE_INFINITY : (binMs ?? 1),
      ...(isNewest && { isNewest }),
      came: [],
      endsMs: Number.NEGATIVE_INFINITY,
      known: new Map(),
    }));
  }

  /** What follows is of that moment, epoch ms. */
  goTo(atMs: number): void {
    if (atMs === this.#atMs) return;
    const isBack = atMs < this.#atMs;
    this.#atMs = atMs;
    const isInside = atMs >= this.#fromMs && atMs < this.#fromMs + MINUTE_MS;
    for (const waiting of this.#waiting) if (!isInside || isBack || atMs >= waiting.endsMs) this.#settle(waiting, atMs);
    if (isInside) return;
    const minute = Math.floor((atMs - this.#phaseMs) / MINUTE_MS);
    this.#pack(minute - LINGERS);
    this.#fromMs = minute * MINUTE_MS + this.#phaseMs;
    this.#runs = this.#minutes.get(minute) ?? this.#queries.map((query) => query.begin());
    this.#minutes.set(minute, this.#runs);
  }

  /** @param event of the moment */
  add(event: LogEvent): void {
    for (const run of this.#runs) run.add(event);
  }

  /** The same, for others like it. */
  learn(event: LogEvent): Counted {
    const alike: Alike[] = [];
    const whole: number[] = [];
    this.#runs.forEach((run, query) => {
      const made = run.make(event);
      if (!made) return;
      if (this.#queries[query]?.readsWholeLines) whole.push(query);
      else alike.push(this.#alikeOf(this.#waiting[query] as Waiting, made));
    });
    return { alike, whole };
  }

  /** One more line of which the same comes. */
  again({ alike }: Counted): void {
    for (let i = 0; i < alike.length; i++) {
      const one = alike[i] as Alike;
      if (one.times++ === 0) one.query.came.push(one);
      one.newestMs = this.#atMs;
    }
  }

  /** By the queries that read it whole. */
  addWhole({ whole }: Counted, event: LogEvent): void {
    for (const query of whole) (this.#runs[query] as PartialRun).add(event);
  }

  /** What each minute came to, in their order, and nothing is left of it here. */
  take(): CountedMinute[] {
    for (const waiting of this.#waiting) this.#settle(waiting, 0);
    this.#pack(Number.POSITIVE_INFINITY);
    this.#runs = [];
    this.#atMs = Number.NaN;
    this.#fromMs = Number.NaN;
    return this.#packed.splice(0);
  }

  /** @param until minutes up to this one. */
  #pack(until: number): void {
    for (const [minute, runs] of [...this.#minutes].sort(([a], [b]) => a - b)) {
      if (minute > until) continue;
      this.#packed.push({ minute, states: packed(runs.map((run) => run.state())) });
      this.#minutes.delete(minute);
    }
  }

  /** @param atMs where the next bin is. */
  #settle(waiting: Waiting, atMs: number): void {
    const { place, binMs, isNewest, came } = waiting;
    waiting.endsMs = binMs === Number.POSITIVE_INFINITY ? binMs : (Math.floor(atMs / binMs) + 1) * binMs;
    if (came.length === 0) return;
    const run = this.#runs[place] as PartialRun;
    for (const one of came) {
      run.repeat(one.made, one.newestMs, isNewest ? 1 : one.times);
      one.times = 0;
    }
    came.length = 0;
  }

  #alikeOf(query: Waiting, made: Made): Alike {
    const key = made.alike ?? '';
    const found = query.known.get(key);
    if (found) return found;
    if (query.known.size >= MOST_ALIKE) query.known.clear();
    const alike = { query, made, times: 0, newestMs: 0 };
    query.known.set(key, alike);
    return alike;
  }
}
