import { askAgain } from '../../functions/check-health/ask-again.ts';
import { checkHealth } from '../../functions/check-health/check.ts';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation, StoredObservation } from '../../functions/shared/observation.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';
import { type AlarmChange, AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { inferredProbe } from './inferred-probe.ts';
import { pastLogSource } from './log-source.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pastAttempts } from './past-attempt.ts';
import type { Recording } from './recording.ts';
import { pastReporter, type ToldMessage } from './reporter.ts';
import { seriesProbe } from './series.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** What a replay tells while it runs; times are simulated, epoch ms. */
export interface ReplayListener {
  told?(message: ToldMessage): void;
  changed?(change: AlarmChange, atMs: number): void;
  observed?(observation: Observation): void;
  /** A part failed, as it would have failed then; the others go on. */
  failed?(what: string, error: Error, atMs: number): void;
}

export interface ReplayOptions {
  /** @default that of a deployment with the defaults, see {@link pastConfig} */
  config?: MonitorConfig;
  /** Epoch ms. @default the last event or sample */
  untilMs?: number;
  /** The second of the minute in which the checks run, 0 to 59; a whole number of five. @default 0 */
  second?: number;
  /** The receiver is away until then, epoch ms: what it is told is written then. @default 0 */
  awayUntilMs?: number;
}

const CHECK_EVERY_MS = 60_000;
const EVALUATE_EVERY_MS = 10_000;
/** Where the memory of a recording is kept. */
export const MEMORY = { namespace: 'Replay', metric: 'memory_percent', dimensions: {} };

/** A deployment with every default; memory is watched where the recording has it. */
export function pastConfig({ series = [] }: Recording): MonitorConfig {
  return resolveConfig(
    {
      environment: 'replay',
      endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
      logs: { group: 'replay' },
      ...(series.some((s) => s.memoryPercent !== undefined) && { memory: { source: 'metric' as const, ...MEMORY } }),
    },
    'The replay',
  );
}

/**
 * Runs the whole monitor over a recording, on a clock that jumps: the checks each minute, as far as each could have seen at
 * that moment, the alarms by CloudWatch's rules each ten seconds, the reporter on each change and each minute. Health
 * comes from the series, or from the log (see {@link inferredProbe}).
 */
export async function replay(recording: Recording, listener: ReplayListener, options: ReplayOptions = {}): Promise<void> {
  const config = options.config ?? pastConfig(recording);
  const { events, series } = recording;
  const firstMs = events[0]?.timestamp ?? series?.[0]?.atMs ?? 0;
  const untilMs = options.untilMs ?? Math.max(events.at(-1)?.timestamp ?? 0, series?.at(-1)?.atMs ?? 0);
  const offsetMs = (options.second ?? 0) * 1000;
  const startMs = Math.ceil((firstMs - offsetMs) / CHECK_EVERY_MS) * CHECK_EVERY_MS + offsetMs;
  const clock = new SimulatedClock(startMs);
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  for (const { atMs, memoryPercent } of series ?? [])
    if (memoryPercent !== undefined) store.putSample(MEMORY.namespace, MEMORY.metric, MEMORY.dimensions, memoryPercent, atMs);
  const secrets = { read: () => Promise.reject(new Error('a replay has no secrets')) };
  const hasHealth = series?.some((s) => s.health !== undefined) ?? false;
  const probe = hasHealth ? seriesProbe(series ?? []) : inferredProbe(events, untilMs);
  const health = { clock, secrets, attempt: pastAttempts(probe, clock) };
  const alarms = new AlarmEvaluator(alarmsOf(config), store, clock);
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
  const done = async (observation: StoredObservation, metrics: Metric[]) => {
    // An optional call without a listener would leave its argument out, too.
    const published = await publish(observation, metrics, { store: store.state, metrics: store }, config);
    listener.observed?.(published);
  };
  const { logs } = config;
  const source = pastLogSource(events, clock.now, (logs?.ingestionDelaySeconds ?? 0) * 1000);
  const checks: Record<string, () => Promise<void>> = {
    'check-health': async () => {
      const seen = await checkHealth(config, health);
      await done(seen, healthMetrics(seen, config.components));
    },
    ...(logs && {
      'check-logs': async () => {
        const seen = await checkLogs(logs, windowAt(clock.now(), logs.ingestionDelaySeconds), { source, clock, kinds: store });
        await done(seen, logMetrics(seen, config.thresholds));
      },
    }),
    ...(config.memory && {
      'check-memory': async () => {
        const seen = await checkMemory(config, { clock, metrics: store, settleMs: 0 });
        await done(seen, memoryMetrics(seen));
      },
    }),
  };
  const reporting = oneAtATime(() => trying('report-incident', report));
  const every = async (ms: number, run: () => void) => {
    for (;;) {
      run();
      await clock.sleep(ms);
    }
  };
  for (const [name, run] of Object.entries(checks)) void every(CHECK_EVERY_MS, () => void trying(name, run));
  void every(EVALUATE_EVERY_MS, () => {
    void trying('alarms', async () => {
      const changes = await alarms.evaluate();
      for (const change of changes) listener.changed?.(change, clock.now());
      if (changes.length > 0 || (clock.now() - startMs) % CHECK_EVERY_MS === 0) void reporting();
    });
  });
  await clock.runUntil(untilMs);
  store.close();
}
