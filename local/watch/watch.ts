import { askAgain } from '../../functions/check-health/ask-again.ts';
import { BETWEEN_SECONDS } from '../../functions/check-health/between.ts';
import { withHeartbeat } from '../../functions/report-incident/heartbeat.ts';
import { reportIncident } from '../../functions/report-incident/report.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import { oneAtATime } from '../replay/one-at-a-time.ts';
import { writtenDown } from '../store/message-log.ts';
import { checkBetween, checksOf } from './checks.ts';
import { newsRounds } from './news-rounds.ts';
import { obeyAsked } from './obey-asked.ts';
import { incidentLinks } from './page-links.ts';
import { keepRounds, limited } from './rounds.ts';
import type { WatchListener, WatchPorts } from './watch-ports.ts';

export type { WatchListener, WatchPorts } from './watch-ports.ts';

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
    if (await obeyAsked(store, clock, config.timezone)) told = reporting();
  };
  await attempt('inbox', listener, async () => store.inbox.closeUnanswered());
  // Alarms that turn together are told together; a check that hangs delays the others by half a minute at most.
  const wanted = new Set<string>();
  const gathered = (run: () => Promise<void>) => async () => {
    if (underWay++ === 0) begunMs = steadyMs();
    await run().finally(() => (--underWay === 0 ? evaluating() : undefined));
  };
  const checks = checksOf(config, ports, listener, signal).map(([name, run]) => ({
    name,
    isWanted: () => wanted.delete(name),
    everyMs: MINUTE_MS,
    limitMs: CHECK_LIMIT_MS,
    run: gathered(run),
  }));
  const between = gathered(() => checkBetween(config, ports, listener, signal));
  await keepRounds(
    [
      ...checks,
      {
        name: 'check-health',
        everyMs: MINUTE_MS,
        firstAfterMs: BETWEEN_SECONDS * 1000,
        limitMs: CHECK_LIMIT_MS,
        // Checks of the minute that go on so long ask themselves.
        run: async () => (underWay > 0 ? undefined : between()),
      },
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

/** There is no console of AWS: the page may not be served, the command is always there. */
const ALARMS_AT = 'on the page of the monitor, or by `npx atlasml-monitor status --data FOLDER` on its machine';

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
  const { store, clock, beat, page } = ports;
  const drawing = { configured: alarmsOf(config), timezone: config.timezone };
  const reporting = {
    ...ports,
    store: store.state,
    memory: emptyMemory(),
    runs: store.runs,
    alarms,
    configured: drawing.configured,
    receivers: ports.receivers.map((receiver) => writtenDown(receiver, store, clock.now)),
    alarmsAt: ALARMS_AT,
    links: (incident: Incident) => (page ? incidentLinks(page, incident) : []),
    askAgain: () => askAgain(config, ports),
    // Loaded with the first picture that is asked for.
    chart: async (incident: Incident, nowMs: number) =>
      (await import('../mail/chart/incident-chart.ts')).incidentChart(incident, nowMs, { ...drawing, metrics: store }),
  };
  const heartbeat = beat && { beat, metrics: store, store: store.state, clock, log: () => {} };
  return () => withHeartbeat(() => reportIncident(config, reporting), heartbeat);
}

/** Each check once, side by side; one that fails is told and stops no other. */
export async function runChecks(config: MonitorConfig, ports: WatchPorts, listener: WatchListener): Promise<void> {
  await Promise.all(checksOf(config, ports, listener).map(([name, run]) => attempt(name, listener, run)));
}

/** One failing part must not stop the others, as in AWS. */
export async function attempt(what: string, listener: WatchListener, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    listener.failed(what, error as Error);
  }
}
