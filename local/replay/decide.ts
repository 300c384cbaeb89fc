import { askAgain } from '../../functions/check-health/ask-again.ts';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation, StoredObservation } from '../../functions/shared/observation.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';
import { type AlarmChange, AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { CHECK_EVERY_MS } from './log-runs.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pastAttempts } from './past-attempt.ts';
import { pastReporter, type ToldMessage } from './reporter.ts';
import { NO_SECRETS, probeOfScan, type Scanned } from './scan.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** What a replay tells while it runs; times are simulated, epoch ms. */
export interface ReplayListener {
  told?(message: ToldMessage): void;
  changed?(change: AlarmChange, atMs: number): void;
  observed?(observation: Observation): void;
  /** A part failed, as it would have failed then; the others go on. */
  failed?(what: string, error: Error, atMs: number): void;
}

export interface DecideOptions {
  /** Until when nothing can be delivered, epoch ms: what there is to tell then is told as it is then. @default 0 */
  awayUntilMs?: number;
}

const EVALUATE_EVERY_MS = 10_000;

/**
 * Decides on a past that was scanned: the alarms by CloudWatch's rules each ten seconds, the reporter on each change and each minute. What a
 * check saw is there once the check was done.
 */
export async function decide(
  scanned: Scanned,
  config: MonitorConfig,
  listener: ReplayListener,
  options: DecideOptions = {},
): Promise<void> {
  const { startMs, untilMs, runs, failed } = scanned;
  const clock = new SimulatedClock(startMs);
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  const alarms = new AlarmEvaluator(alarmsOf(config), store, clock);
  const health = { clock, secrets: NO_SECRETS, attempt: pastAttempts(probeOfScan(scanned), clock) };
  const report = pastReporter(
    config,
    { alarms, store, clock, askAgain: () => askAgain(config, health) },
    (m) => listener.told?.(m),
    options.awayUntilMs,
  );
  const trying = async (what: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      listener.failed?.(what, error as Error, clock.now());
    }
  };
  let next = 0;
  let nextFailed = 0;
  const publishDone = async () => {
    for (let run = runs[next]; run && run.doneMs <= clock.now(); run = runs[++next]) {
      const { observation } = run;
      await trying(`check-${observation.check}`, async () => {
        const published = await publish(
          observation,
          metricsOf(observation, config),
          { store: store.state, metrics: store },
          config,
        );
        listener.observed?.(published);
      });
    }
    for (let run = failed[nextFailed]; run && run.doneMs <= clock.now(); run = failed[++nextFailed])
      listener.failed?.(run.check, run.error, run.doneMs);
  };
  const reporting = oneAtATime(() => trying('report-incident', report));
  const tick = async () => {
    await publishDone();
    const changes = await alarms.evaluate();
    for (const change of changes) listener.changed?.(change, clock.now());
    if (changes.length > 0 || (clock.now() - startMs) % CHECK_EVERY_MS === 0) void reporting();
  };
  const ticking = async () => {
    for (;;) {
      void trying('alarms', tick);
      await clock.sleep(EVALUATE_EVERY_MS);
    }
  };
  void ticking();
  await clock.runUntil(untilMs);
  await publishDone();
  store.close();
}

/** What a check publishes of what it saw; what has no threshold of its own needs no configuration. */
export function metricsOf(observation: StoredObservation, { components, thresholds }: MonitorConfig): Metric[] {
  switch (observation.check) {
    case 'health':
      return healthMetrics(observation, components);
    case 'logs':
      return logMetrics(observation, thresholds);
    case 'memory':
      return memoryMetrics(observation);
    default:
      return [];
  }
}
