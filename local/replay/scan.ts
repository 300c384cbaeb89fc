import { BETWEEN_SECONDS, betweenOf, downOf, isNews, joined } from '../../functions/check-health/between.ts';
import { checkHealth } from '../../functions/check-health/check.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { AskedAgain, HealthObservation, StoredObservation } from '../../functions/shared/observation.ts';
import { hideAddresses } from '../../functions/shared/text/hide-addresses.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import type { LogEvent } from '../../insights/index.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { probeOf } from './inferred-probe.ts';
import { CHECK_EVERY_MS, firstRunMs, LogRuns } from './log-runs.ts';
import { pastAttempts } from './past-attempt.ts';
import type { PastLines } from './past-minutes.ts';
import type { ScannedPiece } from './pieces/scan-piece.ts';
import { type ProbeFacts, ProbeFactsOfLog } from './probe-facts.ts';
import type { Recording } from './recording.ts';
import type { PastProbe } from './seen.ts';
import { type Sample, seriesProbe } from './series.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** One run of a check: what it saw, and when that was known, epoch ms. */
export interface Run {
  doneMs: number;
  observation: StoredObservation;
}

/** A run that failed as a whole. */
export interface FailedRun {
  doneMs: number;
  check: string;
  error: Error;
}

/** A past as the checks would have seen it: all that a decision rests on, whatever its thresholds. Plain data, redacted. */
export interface Scanned {
  /** When the first check ran and until when the past reaches, epoch ms. */
  startMs: number;
  untilMs: number;
  /** By when they were done. */
  runs: Run[];
  failed: FailedRun[];
  /** What one more request would have got: by a series, or inferred from the log. */
  health: { series: Sample[] } | { facts: ProbeFacts };
  /** What the endpoints were asked once more then, where that was kept. In the order of time. */
  again?: AskedAgain[];
  /** When the reporter ran then, epoch ms, where that was kept: not with the minute, for it waits for the checks. In the order of time. */
  reportsMs?: number[];
  /** How many events of the log were read. */
  events: number;
}

export interface ScanOptions {
  /** Epoch ms. @default the last event or sample */
  untilMs?: number;
  /** The second of the minute in which the checks run, 0 to 59. @default 0 */
  second?: number;
}

/** Where the memory of a recording is kept. */
export const MEMORY = { namespace: 'Replay', metric: 'memory_percent', dimensions: {} };
/** Nothing is sent in a past, so a header that needs a secret must not hold a probe up: each parameter holds the same word. */
export const PAST_SECRETS = { read: () => Promise.resolve('not-sent') };

/** Looks up what a request would have got, see {@link Scanned}. */
export function probeOfScan({ health }: Pick<Scanned, 'health'>): PastProbe {
  return 'series' in health ? seriesProbe(health.series) : probeOf(health.facts);
}

/**
 * Runs the checks over a recording, each minute, as far as each could have seen at that moment. Health comes from the series, or from the
 * log (see `probeOf`).
 */
export async function scan(recording: Recording, config: MonitorConfig, options: ScanOptions = {}): Promise<Scanned> {
  const past = new PastScan(config, options.second);
  past.add(recording.events);
  return past.end(recording.series, options.untilMs);
}

/** Runs the checks over a log that is handed in once, in pieces, in the order of time: the memory does not grow with it. */
export class PastScan {
  readonly #config: MonitorConfig;
  readonly #second: number;
  readonly #store: SqliteStore;
  readonly #logs: LogRuns | undefined;
  readonly #facts = new ProbeFactsOfLog();
  #firstMs: number | undefined;
  #lastMs: number | undefined;
  #events = 0;

  /** @param second of the minute in which the checks run, 0 to 59. @param lines the events themselves, where pieces are handed in. */
  constructor(config: MonitorConfig, second = 0, lines?: PastLines) {
    this.#config = config;
    this.#second = second;
    this.#store = new SqliteStore(config.slug, ':memory:', () => this.#firstMs ?? 0);
    if (config.logs) this.#logs = new LogRuns(config.logs, second, this.#store, lines);
  }

  /** The past begins then, before its first event. @param atMs epoch ms. */
  beginAt(atMs: number): void {
    this.#firstMs = atMs;
    this.#logs?.beginAt(atMs);
  }

  add(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.#firstMs ??= event.timestamp;
      this.#lastMs = event.timestamp;
      this.#logs?.add(event);
      this.#facts.add(event);
    }
    this.#events += events.length;
  }

  /** A piece of the log that was scanned elsewhere; later pieces come later. */
  addPiece(piece: ScannedPiece): void {
    const { oldestMs, newestMs, events, said } = piece;
    if (events === 0) return;
    this.#firstMs = Math.min(this.#firstMs ?? oldestMs, oldestMs);
    this.#lastMs = Math.max(this.#lastMs ?? newestMs, newestMs);
    this.#logs?.addPiece(piece);
    this.#facts.addPiece(said, newestMs);
    this.#events += events;
  }

  /** Runs check-logs as far as the log was handed in. @param disorderMs what follows may be older than the newest by so much. */
  async catchUp(disorderMs?: number): Promise<void> {
    await this.#logs?.catchUp(disorderMs);
  }

  /** When nothing follows. @param untilMs epoch ms; that of the last event or sample where it is left out. */
  async end(series: Sample[] = [], end?: number): Promise<Scanned> {
    const firstMs = this.#firstMs ?? series[0]?.atMs ?? 0;
    const untilMs = end ?? Math.max(this.#lastMs ?? 0, series.at(-1)?.atMs ?? 0);
    const times = { startMs: firstRunMs(firstMs, this.#second), untilMs };
    const facts = this.#facts.end(untilMs);
    const health: Scanned['health'] = series.some((s) => s.health !== undefined) ? { series } : { facts };
    const scanned: Scanned = { ...times, runs: [], failed: [], health, events: this.#events };
    const { runs } = scanned;
    try {
      for (const seen of (await this.#logs?.end(firstMs, untilMs)) ?? []) runs.push({ doneMs: seen.atMs, observation: seen });
      await addHealthRuns(this.#config, scanned);
      if (this.#config.memory) await addMemoryRuns(this.#config, series, this.#store, scanned);
    } finally {
      this.#store.close();
    }
    runs.sort((a, b) => a.doneMs - b.doneMs);
    const isHidden = this.#config.hideIpAddresses;
    for (const run of runs) {
      const clean = redactDeep(run.observation);
      run.observation = isHidden ? hideAddresses(clean) : clean;
    }
    return scanned;
  }
}

/** A check that waits may still run when the next begins, as it would in AWS. */
async function addHealthRuns(config: MonitorConfig, scanned: Scanned): Promise<void> {
  const clock = new SimulatedClock(scanned.startMs);
  const ports = { clock, secrets: PAST_SECRETS, attempt: pastAttempts(probeOfScan(scanned), clock) };
  let underWay = 0;
  let last: HealthObservation | undefined;
  const published = (observation: HealthObservation) => {
    last = observation;
    scanned.runs.push({ doneMs: clock.now(), observation });
  };
  const ran = async (run: () => Promise<void>) => {
    underWay++;
    try {
      await run();
    } catch (error) {
      scanned.failed.push({ doneMs: clock.now(), check: 'check-health', error: error as Error });
    }
    underWay--;
  };
  const between = async () => {
    const seen = await checkHealth(betweenOf(config, config.endpoints, downOf(last?.endpoints ?? [])), ports);
    if (isNews(seen)) published(joined(seen, last).seen);
  };
  const each = async () => {
    for (;;) {
      void ran(async () => published(await checkHealth(config, ports)));
      await clock.sleep(BETWEEN_SECONDS * 1000);
      if (underWay === 0) void ran(between);
      await clock.sleep(CHECK_EVERY_MS - BETWEEN_SECONDS * 1000);
    }
  };
  void each();
  await clock.runUntil(scanned.untilMs);
}

async function addMemoryRuns(config: MonitorConfig, series: Sample[], store: SqliteStore, scanned: Scanned): Promise<void> {
  const { namespace, metric, dimensions } = MEMORY;
  for (const { atMs, memoryPercent } of series)
    if (memoryPercent !== undefined) store.putSample(namespace, metric, dimensions, memoryPercent, atMs);
  for (let nowMs = scanned.startMs; nowMs <= scanned.untilMs; nowMs += CHECK_EVERY_MS) {
    const clock = { now: () => nowMs, sleep: () => Promise.reject(new Error('check-memory waits for nothing')) };
    try {
      const observation = await checkMemory(config, { clock, metrics: store, settleMs: 0 });
      scanned.runs.push({ doneMs: nowMs, observation });
    } catch (error) {
      scanned.failed.push({ doneMs: nowMs, check: 'check-memory', error: error as Error });
    }
  }
}
