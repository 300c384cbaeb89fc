import { askAgain } from '../../functions/check-health/ask-again.ts';
import { checkHealth } from '../../functions/check-health/check.ts';
import { independentOf, withIndependentTarget } from '../../functions/check-health/independent.ts';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { reportIncident } from '../../functions/report-incident/report.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import type { ContainerObservation, Observation, StoredObservation } from '../../functions/shared/observation.ts';
import type { Clock, LogSource, Receiver, Secrets, TimeLimit } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { type AlarmChange, AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

export interface WatchPorts {
  clock: Clock;
  store: SqliteStore;
  logs?: LogSource;
  /** Looks at the events of AtlasML's container. */
  container?(): Promise<ContainerObservation>;
  within: TimeLimit;
  secrets: Secrets;
  receivers: Receiver[];
  newId(): string;
}

/** What the loop tells while it runs. */
export interface WatchListener {
  observed(observation: Observation): void;
  changed(changes: AlarmChange[]): void;
  failed(what: string, error: Error): void;
}

const CHECK_EVERY_MS = 60_000;
const EVALUATE_EVERY_MS = 10_000;
const REPORT_EVERY_MS = 60_000;

/** Runs the same functions as in AWS on one machine: checks each minute, alarms each 10 s, the reporter on changes and each minute. */
export async function watch(
  config: MonitorConfig,
  ports: WatchPorts,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<void> {
  const { clock, store } = ports;
  const configured = alarmsOf(config);
  const alarms = new AlarmEvaluator(configured, store, clock);
  const memory = emptyMemory();
  let checkAt = clock.now();
  let reportAt = clock.now() + REPORT_EVERY_MS;
  while (!signal.aborted) {
    if (clock.now() >= checkAt) {
      checkAt += CHECK_EVERY_MS;
      await runChecks(config, ports, listener);
    }
    const changes = await alarms.evaluate();
    listener.changed(changes);
    if (changes.length > 0 || clock.now() >= reportAt) {
      reportAt = clock.now() + REPORT_EVERY_MS;
      await attempt('report-incident', listener, () =>
        reportIncident(config, {
          ...ports,
          store: store.state,
          memory,
          alarms,
          configured,
          links: () => [],
          askAgain: () => askAgain(config, ports),
        }),
      );
    }
    await clock.sleep(EVALUATE_EVERY_MS);
  }
}

async function runChecks(config: MonitorConfig, ports: WatchPorts, listener: WatchListener): Promise<void> {
  const { clock, store } = ports;
  const done = async (observation: StoredObservation, metrics: Parameters<typeof publish>[1]) => {
    await publish(observation, metrics, { store: store.state, metrics: store });
    listener.observed(observation);
  };
  const checks: [string, () => Promise<void>][] = [
    [
      'check-health',
      async () => {
        const probed = await checkHealth({ ...config, endpoints: scheduledEndpoints(config) }, ports);
        // On one machine nobody outside is asked unless the configuration names him.
        const target = config.network.independentTarget || undefined;
        const observation = await withIndependentTarget(
          probed,
          config,
          ports,
          target,
          independentOf(await store.state.observations()),
        );
        await done(observation, healthMetrics(observation, config.components));
      },
    ],
  ];
  const { logs } = config;
  const source = ports.logs;
  if (logs && source) {
    checks.push([
      'check-logs',
      async () => {
        const observation = await checkLogs(logs, windowAt(clock.now(), logs.ingestionDelaySeconds), {
          source,
          clock,
          kinds: store,
        });
        await done(observation, logMetrics(observation, config.thresholds));
      },
    ]);
  }
  if (config.memory || config.disk || config.cpu) {
    checks.push([
      'check-memory',
      async () => {
        const observation = await checkMemory(config, { clock, metrics: store, settleMs: 0 });
        await done(observation, memoryMetrics(observation));
      },
    ]);
  }
  const { container } = ports;
  if (container) checks.push(['check-container', async () => done(await container(), [])]);
  await Promise.all(checks.map(([name, run]) => attempt(name, listener, run)));
}

/** One failing part must not stop the others, as in AWS. */
async function attempt(what: string, listener: WatchListener, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    listener.failed(what, error as Error);
  }
}
