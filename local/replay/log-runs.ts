import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import type { LogsConfig } from '../../functions/shared/config/schema.ts';
import type { LogsObservation } from '../../functions/shared/observation.ts';
import type { KindMemory } from '../../functions/shared/ports.ts';
import type { LogEvent } from '../../insights/index.ts';
import { askedQueries } from '../follow/asked-queries.ts';
import { PastMinutes } from './past-minutes.ts';

export const CHECK_EVERY_MS = 60_000;
/** As far as check-logs looks back for the beginning of a trouble, and a little more. */
const KEEP_MS = 6 * 3_600_000 + 10 * 60_000;
/** Lines of several processes come out of order by less. */
const DISORDER_MS = 5_000;

/** The first moment at which a check runs. @param second of the minute in which checks run. @returns epoch ms. */
export function firstRunMs(firstMs: number, second: number): number {
  const offsetMs = second * 1000;
  return Math.ceil((firstMs - offsetMs) / CHECK_EVERY_MS) * CHECK_EVERY_MS + offsetMs;
}

/** check-logs over a log that is handed in once, event by event: what it would have seen at each of its runs. */
export class LogRuns {
  readonly runs: LogsObservation[] = [];
  readonly #logs: LogsConfig;
  readonly #kinds: KindMemory;
  readonly #minutes: PastMinutes;
  readonly #second: number;
  #nextMs: number | undefined;
  #newestMs = Number.NEGATIVE_INFINITY;

  /** @param second of the minute in which the check runs. @param kinds remembers which kinds of error were seen. */
  constructor(logs: LogsConfig, second: number, kinds: KindMemory) {
    this.#logs = logs;
    this.#kinds = kinds;
    this.#second = second;
    const phaseMs = (second - logs.ingestionDelaySeconds) * 1000;
    this.#minutes = new PastMinutes(askedQueries(logs), { phaseMs, keepMs: KEEP_MS });
  }

  /** The first run is of that moment, though the first event comes later. @param atMs epoch ms. */
  beginAt(atMs: number): void {
    this.#nextMs = firstRunMs(atMs, this.#second);
  }

  add(event: LogEvent): void {
    this.#nextMs ??= firstRunMs(event.timestamp, this.#second);
    this.#newestMs = Math.max(this.#newestMs, event.timestamp);
    this.#minutes.add(event);
  }

  /** Runs the check for each minute of which all events are there. */
  async catchUp(): Promise<void> {
    await this.#runUntil(this.#newestMs - DISORDER_MS);
  }

  /** When nothing follows. @param untilMs up to when the check goes on, epoch ms. @param fromMs where there was no event at all. */
  async end(fromMs: number, untilMs: number): Promise<LogsObservation[]> {
    this.#nextMs ??= firstRunMs(fromMs, this.#second);
    await this.#runUntil(untilMs);
    return this.runs;
  }

  async #runUntil(untilMs: number): Promise<void> {
    const delay = this.#logs.ingestionDelaySeconds;
    while (this.#nextMs !== undefined && this.#nextMs <= untilMs) {
      const nowMs = this.#nextMs;
      const source = this.#minutes.askedAt(nowMs - delay * 1000);
      const clock = { now: () => nowMs, sleep: () => Promise.reject(new Error('check-logs waits for nothing')) };
      const seen = await checkLogs(this.#logs, windowAt(nowMs, delay), { source, clock, kinds: this.#kinds });
      // A part of a text keeps all of what was read with it in memory.
      this.runs.push(structuredClone(seen));
      this.#minutes.forget(nowMs);
      this.#nextMs += CHECK_EVERY_MS;
    }
  }
}
