import { appTotalsOf, scrapeApp, withApp } from '../../functions/check-health/app-metrics/scrape.ts';
import { askAgain } from '../../functions/check-health/ask-again.ts';
import type { attemptOnce } from '../../functions/check-health/attempt.ts';
import { checkHealth } from '../../functions/check-health/check.ts';
import { independentOf, withIndependentTarget } from '../../functions/check-health/independent.ts';
import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { checkLogs, windowAt } from '../../functions/check-logs/check.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { checkMemory } from '../../functions/check-memory/check.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { withHeartbeat } from '../../functions/report-incident/heartbeat.ts';
import { reportIncident } from '../../functions/report-incident/report.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Beat } from '../../functions/shared/delivery/heartbeat.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import type { ContainerObservation, Observation, StoredObservation } from '../../functions/shared/observation.ts';
import type { LogSource, MetricStore, Receiver, Secrets, TimeLimit, WindowSource } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { type AlarmChange, AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import { containerMetrics } from '../docker/metrics.ts';
import { oneAtATime } from '../replay/one-at-a-time.ts';
import { writtenDown } from '../store/message-log.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { newsRounds } from './news-rounds.ts';
import { obeyAsked } from './obey-asked.ts';
import { keepRounds, limited, type SteadyClock } from './rounds.ts';

export interface WatchPorts {
  /** Its sleeps must end when the run is stopped. */
  clock: SteadyClock;
  store: SqliteStore;
  logs?: LogSource;
  /** Looks at the events of AtlasML's container. */
  container?(): Promise<ContainerObservation>;
  /** Whether something happened to it since it was asked before. */
  containerNews?(): Promise<boolean>;
  within: TimeLimit;
  secrets: Secrets;
  receivers: Receiver[];
  newId(): string;
  /** One request of a probe; the demo's counts in its own time. @default attemptOnce */
  attempt?: typeof attemptOnce;
  /** Absent where none are planned. */
  windows?: WindowSource;
  /** Where check-memory reads. @default the store */
  usage?: Pick<MetricStore, 'read'>;
  /** Absent where no heartbeat is configured. */
  beat?(): Promise<Beat>;
}

/** What the loop tells while it runs. */
export interface WatchListener {
  observed(observation: Observation): void;
  changed(changes: AlarmChange[]): void;
  failed(what: string, error: Error): void;
}

const MINUTE_MS = 60_000;
const EVALUATE_EVERY_MS = 10_000;
const GATHER_MS = 30_000;
const TAKE_EVERY_MS = 2_000;
const TIDY_EVERY_MS = 10 * MINUTE_MS;
/** A check that did not end by then is told as failed, and begun again a few seconds later. */
const CHECK_LIMIT_MS = 55_000;
const LIMIT_MS = 60_000;

/**
 * Runs the same functions as in AWS on one machine: each check each minute, alarms behind each check and each 10 s, the reporter on changes
 * and each minute, and what people ask at once. Each goes by itself, by a clock that nobody sets.
 */
export async function watch(
  config: MonitorConfig,
  ports: WatchPorts,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<void> {
  const { clock, store } = ports;
  const alarms = evaluatorOf(config, ports);
  const report = reporterOf(config, ports, alarms);
  const reporting = oneAtATime(() => attempt('report-incident', listener, () => limited(report(), LIMIT_MS, clock, signal)));
  let told = Promise.resolve();
  let isReportDue = false;
  let underWay = 0;
  let begunMs = 0;
  const steadyMs = () => clock.elapsed?.() ?? clock.now();
  const areUnderWay = (atMostMs: number) => underWay > 0 && steadyMs() - begunMs < atMostMs;
  // Nobody hears of an end while a check looks whether it is one.
  const reportIfDue = () => {
    if (!isReportDue || areUnderWay(CHECK_LIMIT_MS)) return;
    isReportDue = false;
    told = reporting();
  };
  const evaluating = oneAtATime(() =>
    attempt('alarms', listener, async () => {
      const changes = await alarms.evaluate().finally(reportIfDue);
      listener.changed(changes);
      if (changes.length > 0) told = reporting();
    }),
  );
  const asked = async () => {
    if (await obeyAsked(store, clock)) told = reporting();
  };
  await attempt('inbox', listener, async () => store.inbox.closeUnanswered());
  // Alarms that turn together are told together; a check that hangs delays the others by half a minute at most.
  const wanted = new Set<string>();
  const checks = checksOf(config, ports, listener).map(([name, run]) => ({
    name,
    isWanted: () => wanted.delete(name),
    everyMs: MINUTE_MS,
    limitMs: CHECK_LIMIT_MS,
    async run() {
      if (underWay++ === 0) begunMs = steadyMs();
      await run().finally(() => (--underWay === 0 ? evaluating() : undefined));
    },
  }));
  await keepRounds(
    [
      ...checks,
      {
        name: 'alarms',
        everyMs: EVALUATE_EVERY_MS,
        firstAfterMs: EVALUATE_EVERY_MS,
        limitMs: LIMIT_MS,
        run: async () => areUnderWay(GATHER_MS) || evaluating(),
      },
      ...newsRounds(ports.containerNews, () => {
        for (const { name } of checks) wanted.add(name);
      }),
      {
        name: 'report-incident',
        everyMs: MINUTE_MS,
        firstAfterMs: MINUTE_MS,
        limitMs: 2 * LIMIT_MS,
        async run() {
          isReportDue = areUnderWay(CHECK_LIMIT_MS);
          if (!isReportDue) await reporting();
        },
      },
      { name: 'inbox', everyMs: TAKE_EVERY_MS, limitMs: LIMIT_MS, run: asked },
      { name: 'store', everyMs: TIDY_EVERY_MS, firstAfterMs: TIDY_EVERY_MS, limitMs: LIMIT_MS, run: async () => store.tidy() },
    ],
    { clock, failed: listener.failed },
    signal,
  );
  await told;
}

/** The alarms of this machine, as they were left. */
export function evaluatorOf(config: MonitorConfig, { store, clock }: WatchPorts): AlarmEvaluator {
  return new AlarmEvaluator(alarmsOf(config), store, clock, {
    memory: store.alarms,
    onFailure: (error) => store.failed('The states of alarms', error, 'They are known as long as the monitor runs.'),
    onSuccess: () => store.succeeded('The states of alarms'),
  });
}

/** The reporter of this machine; it remembers what the store does not take. */
export function reporterOf(config: MonitorConfig, ports: WatchPorts, alarms: AlarmEvaluator): () => Promise<unknown> {
  const { store, clock, beat } = ports;
  const reporting = {
    ...ports,
    store: store.state,
    memory: emptyMemory(),
    runs: store.runs,
    alarms,
    configured: alarmsOf(config),
    receivers: ports.receivers.map((receiver) => writtenDown(receiver, store, clock.now)),
    links: () => [],
    askAgain: () => askAgain(config, ports),
  };
  const heartbeat = beat && { beat, metrics: store, store: store.state, clock, log: () => {} };
  return () => withHeartbeat(() => reportIncident(config, reporting), heartbeat);
}

/** Each check once, side by side; one that fails is told and stops no other. */
export async function runChecks(config: MonitorConfig, ports: WatchPorts, listener: WatchListener): Promise<void> {
  await Promise.all(checksOf(config, ports, listener).map(([name, run]) => attempt(name, listener, run)));
}

/** The checks that a configuration asks for, by their names. */
function checksOf(config: MonitorConfig, ports: WatchPorts, listener: WatchListener): [string, () => Promise<void>][] {
  const { clock, store } = ports;
  const done = async (observation: StoredObservation, metrics: Parameters<typeof publish>[1]) => {
    listener.observed(await publish(observation, metrics, { store: store.state, metrics: store }, config));
  };
  const checks: [string, () => Promise<void>][] = [
    [
      'check-health',
      async () => {
        const before = await store.state.observations();
        const [probed, app] = await Promise.all([
          checkHealth({ ...config, endpoints: scheduledEndpoints(config) }, ports),
          scrapeApp(config, ports, appTotalsOf(before)),
        ]);
        // On one machine nobody outside is asked unless the configuration names him.
        const target = config.network.independentTarget || undefined;
        const witnessed = await withIndependentTarget(probed, config, ports, target, independentOf(before));
        const observation = withApp(witnessed, app);
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
        const observation = await checkMemory(config, { clock, metrics: ports.usage ?? store, settleMs: 0 });
        await done(observation, memoryMetrics(observation));
      },
    ]);
  }
  const { container } = ports;
  if (container) checks.push(['check-container', () => container().then((seen) => done(seen, containerMetrics(seen)))]);
  return checks;
}

/** One failing part must not stop the others, as in AWS. */
export async function attempt(what: string, listener: WatchListener, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    listener.failed(what, error as Error);
  }
}
