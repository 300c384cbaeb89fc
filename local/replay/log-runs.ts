import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import type { LogsConfig } from '../../functions/shared/config/schema.ts';
import type { LogsObservation } from '../../functions/shared/observation.ts';
import type { KindMemory } from '../../functions/shared/ports.ts';
import type { LogEvent } from '../../insights/index.ts';
import { askedQueries } from '../follow/asked-queries.ts';
import { type PastLines, PastMinutes } from './past-minutes.ts';
import type { ScannedPiece } from './pieces/scan-piece.ts';

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

/** Where in a minute of the clock the windows of the check begin and end, ms. */
export const phaseOf = ({ ingestionDelaySeconds }: Pick<LogsConfig, 'ingestionDelaySeconds'>, second: number): number =>
  (second - ingestionDelaySeconds) * 1000;

/** check-logs over a log that is handed in once, event by event: what it would have seen at each of its runs. */
export class LogRuns {
  readonly runs: LogsObservation[] = [];
  readonly #logs: LogsConfig;
  readonly #kinds: KindMemory;
  readonly #minutes: PastMinutes;
  readonly #second: number;
  #nextMs: number | undefined;
  #newestMs = Number.NEGATIVE_INFINITY;

  /**
   * @param second of the minute in which the check runs. @param kinds remembers which kinds of error were seen.
   * @param lines the events themselves, where they are not handed in.
   */
  constructor(logs: LogsConfig, second: number, kinds: KindMemory, lines?: PastLines) {
    this.#logs = logs;
    this.#kinds = kinds;
    this.#second = second;
    this.#minutes = new PastMinutes(askedQueries(logs), {
      phaseMs: phaseOf(logs, second),
      keepMs: KEEP_MS,
      ...(lines && { lines }),
    });
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

  /** The minutes of a piece that was counted elsewhere. */
  addPiece({ minutes, oldestMs, newestMs }: Pick<ScannedPiece, 'minutes' | 'oldestMs' | 'newestMs'>): void {
    this.#nextMs ??= firstRunMs(oldestMs, this.#second);
    this.#newestMs = Math.max(this.#newestMs, newestMs);
    for (const { minute, states } of minutes) this.#minutes.addStates(minute, states);
  }

  /** Runs the check for each minute of which all events are there. @param disorderMs what follows may be older than the newest by so much. */
  async catchUp(disorderMs = DISORDER_MS): Promise<void> {
    await this.#runUntil(this.#newestMs - disorderMs);
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
