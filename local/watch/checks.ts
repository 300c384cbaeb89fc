import { appTotalsOf } from '../../functions/check-health/app-metrics/scrape.ts';
import { downOf } from '../../functions/check-health/between.ts';
import { independentOf } from '../../functions/check-health/independent.ts';
import { type RunPorts, runBetween, runHealth } from '../../functions/check-health/run.ts';
import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { StoredObservation } from '../../functions/shared/observation.ts';
import { containerMetrics } from '../docker/metrics.ts';
import type { WatchListener, WatchPorts } from './watch-ports.ts';

/** The checks that a configuration asks for, by their names. */
export function checksOf(
  config: MonitorConfig,
  ports: WatchPorts,
  listener: WatchListener,
  signal?: AbortSignal,
): [string, () => Promise<void>][] {
  const { clock, store } = ports;
  const done = async (observation: StoredObservation, metrics: Parameters<typeof publish>[1]) => {
    listener.observed(await publish(observation, metrics, { store: store.state, metrics: store }, config));
  };
  const checks: [string, () => Promise<void>][] = [
    [
      'check-health',
      async () => {
        const before = store.state.observations().then((o) => ({ independent: independentOf(o), app: appTotalsOf(o) }));
        const target = independentTarget(config);
        const seen = await runHealth(config, healthPorts(config, ports, signal), before, target);
        if (!signal?.aborted) listener.observed(seen);
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
        const observation = await checkMemory(config, { clock, metrics: ports.usage ?? store, settleMs: 0 });
        await done(observation, memoryMetrics(observation));
      },
    ]);
  }
  const { container } = ports;
  if (container) checks.push(['check-container', () => container().then((seen) => done(seen, containerMetrics(seen)))]);
  return checks;
}

/** Asks the endpoints between two runs of the schedule, as in AWS. */
export async function checkBetween(
  config: MonitorConfig,
  ports: WatchPorts,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<void> {
  const before = (await ports.store.state.observations()).find((o) => o.check === 'health');
  const down = downOf(before?.endpoints ?? []);
  const target = independentTarget(config);
  const seen = await runBetween(config, healthPorts(config, ports, signal), down, async () => before, target);
  if (seen && !signal.aborted) listener.observed(seen);
}

/** On one machine nobody outside is asked unless the configuration names him. */
const independentTarget = ({ network }: MonitorConfig) => network.independentTarget || undefined;

/** A stop ends the pauses between attempts, so that a moment's failure would look confirmed: what it cut short is not published. */
function healthPorts(config: MonitorConfig, ports: WatchPorts, signal: AbortSignal | undefined): RunPorts {
  const { store } = ports;
  const out = { store: store.state, metrics: store };
  return {
    ...ports,
    publish: async (seen, metrics, kept) => (signal?.aborted ? seen : publish(seen, metrics, out, { ...config, kept })),
  };
}
