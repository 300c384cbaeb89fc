import type { Plan } from '../plan/plan.ts';
import { INGESTION_TIME, LOG, LOG_STREAM, MESSAGE, PTR, TIMESTAMP } from '../plan/scope.ts';
import type { Value } from '../values.ts';

/** What a part of the input held, beside what the query made of it. */
export interface Scanned {
  /** Events that were read; with a prefilter not all of them were taken apart. */
  records: number;
  bytes: number;
  /** Lines that are no event of their form. */
  broken: number;
  /** Where the first of them is, in bytes from the begin of the file. */
  firstBroken?: number;
  /** How often a line was cut because it is too long. */
  cuts: number;
}

/** Hands the events of one part of the input to a plan, and counts. */
export class EventSink {
  readonly scanned: Scanned = { records: 0, bytes: 0, broken: 0, cuts: 0 };
  readonly #row: Value[] = [];
  readonly #take: (row: Value[]) => void;
  readonly #windows: Plan['windows'];
  readonly #name: string;
  readonly #pointsAt: string | undefined;
  readonly full: () => boolean;

  /** @param name the file's, for `@logStream` and `@ptr`. */
  constructor(plan: Plan, scan: ReturnType<Plan['scan']>, name: string) {
    this.#take = scan.take;
    this.#windows = plan.windows;
    this.full = () => scan.collector.full();
    this.#name = name;
    this.#row[LOG_STREAM] = name;
    // Making a text for each event costs, and hardly any query asks for it.
    this.#pointsAt = plan.query.text.includes('@ptr') ? name : undefined;
  }

  /** True when an event of this time is asked for. */
  wants(ms: number): boolean {
    for (const { startMs, endMs } of this.#windows) if (ms >= startMs && ms <= endMs) return true;
    return false;
  }

  /** Takes an event whose message has the form that the plan was made for: text or bytes. */
  take(ms: number, message: string, at: number, from?: { logStream?: Value; log?: Value; ingestionTime?: Value }): void {
    if (!this.wants(ms)) return;
    const row = this.#row;
    row[TIMESTAMP] = ms;
    row[MESSAGE] = message;
    if (from) {
      row[LOG_STREAM] = from.logStream ?? this.#name;
      row[LOG] = from.log;
      row[INGESTION_TIME] = from.ingestionTime;
    }
    if (this.#pointsAt !== undefined) row[PTR] = `${this.#pointsAt}:${at}`;
    this.#take(row);
  }

  broken(at: number): void {
    this.scanned.broken++;
    this.scanned.firstBroken ??= at;
  }
}

/** Reads the events in a run of bytes. Chunks come in order; each begins and ends between two records of the form. */
export interface Scanner {
  /** @param at where the chunk's first byte is in the file. */
  scan(bytes: Buffer, start: number, end: number, at: number): void;
  /**
   * Where the last record that is surely whole ends, at most `end`; `start` when none does.
   * @param last true when nothing follows.
   */
  cut(bytes: Buffer, start: number, end: number, last: boolean): number;
}
