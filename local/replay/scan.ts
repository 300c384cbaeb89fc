import { checkHealth } from '../../functions/check-health/check.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { StoredObservation } from '../../functions/shared/observation.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { inferredProbe } from './inferred-probe.ts';
import { CHECK_EVERY_MS, firstRunMs, LogRuns } from './log-runs.ts';
import { pastAttempts } from './past-attempt.ts';
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

/** A past as the checks would have seen it: all that a decision rests on, whatever its thresholds. */
export interface Scanned {
  /** When the first check ran and until when the past reaches, epoch ms. */
  startMs: number;
  untilMs: number;
  /** By when they were done. */
  runs: Run[];
  failed: FailedRun[];
  /** What one more request would have got. */
  probe: PastProbe;
}

export interface ScanOptions {
  /** Epoch ms. @default the last event or sample */
  untilMs?: number;
  /** The second of the minute in which the checks run, 0 to 59. @default 0 */
  second?: number;
}

/** Where the memory of a recording is kept. */
export const MEMORY = { namespace: 'Replay', metric: 'memory_percent', dimensions: {} };
/** The checks of a past ask nobody for a secret. */
export const NO_SECRETS = { read: () => Promise.reject(new Error('a replay has no secrets')) };

/**
 * Runs the checks over a recording, each minute, as far as each could have seen at that moment. Health comes from the series, or from the
 * log (see {@link inferredProbe}).
 */
export async function scan(recording: Recording, config: MonitorConfig, options: ScanOptions = {}): Promise<Scanned> {
  const { events, series = [] } = recording;
  const { second = 0 } = options;
  const firstMs = events[0]?.timestamp ?? series[0]?.atMs ?? 0;
  const untilMs = options.untilMs ?? Math.max(events.at(-1)?.timestamp ?? 0, series.at(-1)?.atMs ?? 0);
  const startMs = firstRunMs(firstMs, second);
  const hasHealth = series.some((s) => s.health !== undefined);
  const probe = hasHealth ? seriesProbe(series) : inferredProbe(events, untilMs);
  const store = new SqliteStore(config.slug, ':memory:', () => startMs);
  try {
    const failed: FailedRun[] = [];
    const runs: Run[] = [];
    if (config.logs) {
      const logs = new LogRuns(config.logs, second, store);
      for (const event of events) logs.add(event);
      for (const seen of await logs.end(firstMs, untilMs)) runs.push({ doneMs: seen.atMs, observation: seen });
    }
    const times = { startMs, untilMs };
    await healthRuns(config, probe, times, runs, failed);
    if (config.memory) await memoryRuns(config, series, store, times, runs, failed);
    runs.sort((a, b) => a.doneMs - b.doneMs);
    return { startMs, untilMs, runs, failed, probe };
  } finally {
    store.close();
  }
}

interface Times {
  startMs: number;
  untilMs: number;
}

/** A check that waits may still run when the next begins, as it would in AWS. */
async function healthRuns(
  config: MonitorConfig,
  probe: PastProbe,
  { startMs, untilMs }: Times,
  runs: Run[],
  failed: FailedRun[],
): Promise<void> {
  const clock = new SimulatedClock(startMs);
  const ports = { clock, secrets: NO_SECRETS, attempt: pastAttempts(probe, clock) };
  const run = async () => {
    try {
      const observation = await checkHealth(config, ports);
      runs.push({ doneMs: clock.now(), observation });
    } catch (error) {
      failed.push({ doneMs: clock.now(), check: 'check-health', error: error as Error });
    }
  };
  const each = async () => {
    for (;;) {
      void run();
      await clock.sleep(CHECK_EVERY_MS);
    }
  };
  void each();
  await clock.runUntil(untilMs);
}

async function memoryRuns(
  config: MonitorConfig,
  series: Sample[],
  store: SqliteStore,
  { startMs, untilMs }: Times,
  runs: Run[],
  failed: FailedRun[],
): Promise<void> {
  const { namespace, metric, dimensions } = MEMORY;
  for (const { atMs, memoryPercent } of series)
    if (memoryPercent !== undefined) store.putSample(namespace, metric, dimensions, memoryPercent, atMs);
  for (let nowMs = startMs; nowMs <= untilMs; nowMs += CHECK_EVERY_MS) {
    const clock = { now: () => nowMs, sleep: () => Promise.reject(new Error('check-memory waits for nothing')) };
    try {
      const observation = await checkMemory(config, { clock, metrics: store, settleMs: 0 });
      runs.push({ doneMs: nowMs, observation });
    } catch (error) {
      failed.push({ doneMs: nowMs, check: 'check-memory', error: error as Error });
    }
  }
}
