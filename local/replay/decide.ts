import { askAgain } from '../../functions/check-health/ask-again.ts';
import { publish } from '../../functions/shared/checks/publish.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Clock, WindowSource } from '../../functions/shared/ports.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { type AlarmChange, AlarmEvaluator } from '../alarms/alarm-evaluator.ts';
import { SqliteStore } from '../store/sqlite-store.ts';
import { CHECK_EVERY_MS } from './log-runs.ts';
import { type Moment, momentOf } from './moment.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pastAttempts } from './past-attempt.ts';
import { PastMetrics } from './past-metrics.ts';
import { metricsOf } from './published.ts';
import { type Quiet, quietOf } from './quiet.ts';
import { DEFAULT_RECEIVERS, pastReporter, type ReporterOptions, type ToldMessage } from './reporter.ts';
import { PAST_SECRETS, probeOfScan, type Scanned } from './scan.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** What a replay tells while it runs; times are simulated, epoch ms. */
export interface ReplayListener {
  told?(message: ToldMessage): void;
  changed?(change: AlarmChange, atMs: number): void;
  observed?(observation: Observation): void;
  /** The reporter ran: what it rested on. */
  reported?(moment: Moment): void;
  /** A part failed, as it would have failed then; the others go on. */
  failed?(what: string, error: Error, atMs: number): void;
}

export interface DecideOptions extends ReporterOptions {
  /** Decides each minute also where nothing can come of it. */
  isEveryMinute?: boolean;
  /** The planned windows; absent where there are none. */
  windows?(clock: Pick<Clock, 'now'>): WindowSource;
}

const EVALUATE_EVERY_MS = 10_000;
/** For the end of an incident, which wants proof, and for what the reporter remembers of a start. */
const AROUND_MS = 10 * 60_000;
const MOST_INCIDENTS = 1_000_000;

/**
 * Decides on a past that was scanned: the alarms by CloudWatch's rules each ten seconds, the reporter on each change and each minute,
 * or when it ran then, where that was kept. What a check saw is there once the check was done. Where nothing can come of it the time is passed over, see `quietOf`.
 * @returns the incidents, in the order in which they began.
 */
export async function decide(
  scanned: Scanned,
  config: MonitorConfig,
  listener: ReplayListener,
  options: DecideOptions = {},
): Promise<Incident[]> {
  const { startMs, untilMs, runs, failed } = scanned;
  const clock = new SimulatedClock(startMs);
  const store = new SqliteStore(config.slug, ':memory:', clock.now);
  const metrics = new PastMetrics(config.slug);
  const alarms = new AlarmEvaluator(alarmsOf(config), metrics, clock);
  const health = { clock, secrets: PAST_SECRETS, attempt: pastAttempts(probeOfScan(scanned), clock) };
  const windows = options.windows?.(clock);
  const report = pastReporter(
    config,
    {
      alarms,
      store,
      clock,
      askAgain: async () => askedThen(scanned, clock.now()) ?? askAgain(config, health),
      ...(windows && { windows }),
    },
    (m) => listener.told?.(m),
    options,
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
        const published = await publish(observation, metricsOf(observation, config), { store: store.state, metrics }, config);
        listener.observed?.(published);
      });
    }
    for (let run = failed[nextFailed]; run && run.doneMs <= clock.now(); run = failed[++nextFailed])
      listener.failed?.(run.check, run.error, run.doneMs);
  };
  const reporting = oneAtATime(() =>
    trying('report-incident', async () => {
      const nowMs = clock.now();
      if (!listener.reported) {
        await report();
        return;
      }
      const [looks, observations] = await Promise.all([alarms.look(), store.state.observations()]);
      const { reason, told } = await report();
      const names = [...(options.receivers ?? DEFAULT_RECEIVERS)];
      const routes = options.receivers && config.routes;
      listener.reported(
        momentOf({ nowMs, reason, told, looks, observations, remembered: await store.state.load(names), names, routes }),
      );
    }),
  );
  const tick = async (isReporting: boolean) => {
    await publishDone();
    const changes = await alarms.evaluate();
    for (const change of changes) listener.changed?.(change, clock.now());
    if (changes.length > 0 || isReporting) void reporting();
  };
  const { reportsMs = [] } = scanned;
  let nextReport = 0;
  /** When the reporter ran next from now on, where that was kept. */
  const reportMs = () => {
    while ((reportsMs[nextReport] ?? Number.POSITIVE_INFINITY) < clock.now()) nextReport++;
    return reportsMs[nextReport] ?? Number.POSITIVE_INFINITY;
  };
  // With the minute, but for minutes in which it is kept when the reporter ran: for some seconds it waits for the checks.
  const isMinute = (nowMs: number) => (nowMs - startMs) % CHECK_EVERY_MS === 0 && reportMs() >= nowMs + CHECK_EVERY_MS;
  const untilNextTick = async () => {
    const nextMs = clock.now() + EVALUATE_EVERY_MS;
    for (let atMs = reportMs(); atMs < nextMs; atMs = reportMs()) {
      nextReport++;
      await clock.sleep(atMs - clock.now());
      await trying('alarms', () => tick(true));
    }
    await clock.sleep(nextMs - clock.now());
  };
  const quiet = options.isEveryMinute ? undefined : quietOf(scanned, config);
  const isOver = async () => (await store.state.load([])).state.incidents.length === 0;
  // What was seen meanwhile is not published, but for the newest, which the reporter reads.
  const passOver = async (untilMs: number) => {
    const newestMs = Math.min(untilMs - CHECK_EVERY_MS, scanned.untilMs);
    for (let run = runs[next]; run && run.doneMs <= newestMs; run = runs[++next]) listener.observed?.(run.observation);
    await clock.sleep(untilMs - clock.now());
  };
  const ticking = async () => {
    for (;;) {
      await trying('alarms', () => tick(isMinute(clock.now())));
      const passedMs = quiet ? passedOver(quiet, scanned, clock.now(), listener.reported !== undefined) : 0;
      if (passedMs > 0 && (await isOver())) await passOver(clock.now() + passedMs);
      else await untilNextTick();
    }
  };
  void ticking();
  await clock.runUntil(untilMs);
  await publishDone();
  const { state } = await store.state.load([]);
  const ended = (await store.state.archived(MOST_INCIDENTS)).filter((i) => !state.incidents.some(({ id }) => id === i.id));
  store.close();
  return [...ended, ...state.incidents].sort((a, b) => a.openedMs - b.openedMs);
}

/** A message that is told in another second rests on the same. */
const SAME_MESSAGE_MS = 30_000;

function askedThen({ again = [] }: Pick<Scanned, 'again'>, nowMs: number) {
  return again.find(({ atMs }) => Math.abs(atMs - nowMs) <= SAME_MESSAGE_MS);
}

/** How much time can be passed over at a moment, ms: whole minutes up to where the alarms must have begun before a trouble, or before the end that is asked about. */
function passedOver(
  { nextTroubleMs, lastTroubleMs, rangeMs }: Quiet,
  { startMs, untilMs: endMs }: Pick<Scanned, 'startMs' | 'untilMs'>,
  nowMs: number,
  isEndAsked: boolean,
): number {
  const aroundMs = rangeMs + AROUND_MS;
  if ((nowMs - startMs) % CHECK_EVERY_MS !== 0 || nowMs - Math.max(startMs, lastTroubleMs(nowMs)) < aroundMs) return 0;
  const untilMs = Math.min(nextTroubleMs(nowMs), isEndAsked ? endMs : Number.POSITIVE_INFINITY) - aroundMs;
  if (untilMs === Number.POSITIVE_INFINITY) return Number.MAX_SAFE_INTEGER - nowMs;
  return Math.max(0, Math.floor((untilMs - nowMs) / CHECK_EVERY_MS) * CHECK_EVERY_MS);
}
