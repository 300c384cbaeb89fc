import type { Remembered } from '../../functions/report-incident/remembered.ts';
import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type {
  ContainerObservation,
  HealthObservation,
  LogsObservation,
  MemoryObservation,
} from '../../functions/shared/observation.ts';
import { requestsOf } from '../../functions/shared/observation.ts';
import { slowerMs } from '../../functions/shared/signals/parts.ts';
import { signalOf } from '../../functions/shared/signals/signals.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { duration } from '../../functions/shared/text/words.ts';
import { appStatus } from './app-status.ts';
import { availabilityOf, DAY_MS, lastStart } from './availability.ts';
import { comingWindows } from './coming-windows.ts';
import { incidentStatus } from './incident-status.ts';
import type { MonitorView, ShownAlarm } from './monitor-view.ts';
import { newestErrors } from './newest-errors.ts';
import type { AlarmsStatus, EndpointStatus, Known, RequestStatus, ResourceStatus, Status, Uptime } from './status.ts';

/** Checks look each minute and may take most of one; what is older is not the case now. */
export const FRESH_MS = 3 * 60_000;
const MOST_ERRORS = 5;
const MOST_NOTICES = 5;

/** Reads all parts side by side. What cannot be read, or is old, is unknown and named; it does not throw. @param nowMs epoch ms. */
export async function readStatus(view: MonitorView, config: MonitorConfig, nowMs: number): Promise<Status> {
  const { environment, service, slug } = config;
  const [watcher, alarms, remembered, windows] = await Promise.all([
    known(view.watcher()),
    known(view.alarms().then((states) => alarmsStatus(states))),
    known(view.remembered()),
    comingWindows(config.maintenance, view.windows, nowMs),
  ]);
  const { observations, open, silence } =
    remembered.state === 'known'
      ? remembered
      : ({ observations: [], open: [] } as Pick<Remembered, 'observations' | 'open' | 'silence'>);
  const find = <T>(check: string) => observations.find((o) => o.check === check) as T | undefined;
  const logs = find<LogsObservation>('logs');
  const [endpoints, uptime, errors] = await Promise.all([
    endpointStatuses(view, config, find('health'), nowMs),
    known(uptimeOf(view, slug, { logs, container: find<ContainerObservation>('container') }, nowMs)),
    known(newestErrors(view, logs, nowMs - DAY_MS, MOST_ERRORS).then((newest) => ({ newest }))),
  ]);
  const resources = resourceStatuses(config, find('memory'), nowMs);
  const requests = config.logs || logs ? requestStatus(logs, nowMs) : undefined;
  const ageIfOld = (atMs: number | undefined) => (atMs !== undefined && isFresh(atMs, nowMs) ? undefined : ageOf(atMs, nowMs));
  const app = appStatus(config, find('health'), ageIfOld);
  const newest = open[0];
  return redactDeep({
    service,
    environment,
    atMs: nowMs,
    ...(config.timezone !== 'UTC' && { timezone: config.timezone }),
    watcher,
    endpoints,
    resources,
    ...(requests && { requests }),
    ...(app && { app }),
    errors,
    uptime,
    alarms,
    ...(newest && { incident: incidentStatus(newest) }),
    ...(silence && silence.untilMs > nowMs && { silence: { untilMs: silence.untilMs, why: silence.why, by: silence.by } }),
    windows,
    ...(view.notices && {
      notices: view
        .notices(nowMs - DAY_MS)
        .slice(-MOST_NOTICES)
        .map(({ atMs, untilMs, text }) => ({ atMs, untilMs, text })),
    }),
    unknown: unknowns({ watcher, remembered, alarms, endpoints, resources, requests, app }, nowMs),
  });
}

async function known<T extends object>(reading: Promise<T>): Promise<Known<T>> {
  try {
    return { state: 'known', ...(await reading) };
  } catch (error) {
    return { state: 'unknown', reason: (error as Error).message };
  }
}

/** Nothing is remembered of it, or what is remembered cannot be read. */
const NEVER_SEEN = 'was not looked at, as far as is known';
const isFresh = (atMs: number, nowMs: number, laterMs = 0) => Math.abs(nowMs - atMs) <= FRESH_MS + laterMs;
const tooOld = (atMs: number, nowMs: number) => `was last looked at ${duration(Math.abs(nowMs - atMs))} ago`;

function endpointStatuses(
  { metrics }: MonitorView,
  config: MonitorConfig,
  health: HealthObservation | undefined,
  nowMs: number,
): Promise<EndpointStatus[]> {
  const names = new Set([
    ...scheduledEndpoints(config).map(({ name }) => name),
    ...(health?.endpoints ?? []).map((e) => e.endpoint),
  ]);
  return Promise.all(
    [...names].map(async (name): Promise<EndpointStatus> => {
      const availability = await availabilityOf(metrics, config.slug, name, nowMs).catch(() => undefined);
      const more = availability && { availability };
      const seen = health?.endpoints.find((e) => e.endpoint === name);
      if (!health || !seen)
        return { name, verdict: 'unknown', sentence: 'Nobody has looked at it, as far as is known.', ...more };
      const { atMs } = health;
      if (isFresh(atMs, nowMs)) return { name, verdict: seen.verdict, sentence: seen.sentence, atMs, ...more };
      const sentence = `It ${tooOld(atMs, nowMs)}: then ${seen.verdict}. ${seen.sentence}`;
      return { name, verdict: 'unknown', sentence, atMs, ...more };
    }),
  );
}

function resourceStatuses(config: MonitorConfig, seen: MemoryObservation | undefined, nowMs: number): ResourceStatus[] {
  const asked = [
    ['memory', config.memory ?? seen?.memory, seen?.memory],
    ['CPU', config.cpu ?? seen?.cpu, seen?.cpu],
    ['disk', config.disk ?? seen?.disk, seen?.disk],
  ] as const;
  return asked.flatMap(([what, isAsked, usage]): ResourceStatus[] => {
    if (!isAsked) return [];
    if (!seen || !usage) return [{ what, state: 'unknown', reason: NEVER_SEEN }];
    if (!isFresh(seen.atMs, nowMs)) return [{ what, state: 'unknown', reason: tooOld(seen.atMs, nowMs) }];
    return [{ what, ...usage }];
  });
}

function requestStatus(logs: LogsObservation | undefined, nowMs: number): Known<RequestStatus> {
  if (!logs) return { state: 'unknown', reason: NEVER_SEEN };
  if (!isFresh(logs.atMs, nowMs, slowerMs(logs))) return { state: 'unknown', reason: tooOld(logs.atMs, nowMs) };
  const { counts, window, unknown = 'was not counted' } = logs;
  if (!counts) return { state: 'unknown', reason: unknown };
  return {
    state: 'known',
    perMinute: (requestsOf(counts) * 60_000) / (window.endMs + 1 - window.startMs),
    p95Seconds: counts.tookP95Seconds,
    serverErrors: counts.serverErrors,
    clientErrors: counts.clientErrors,
    atMs: logs.atMs,
  };
}

async function uptimeOf(
  { metrics }: MonitorView,
  slug: string,
  { logs, container }: { logs: LogsObservation | undefined; container: ContainerObservation | undefined },
  nowMs: number,
): Promise<Uptime> {
  const exact = logs?.counts?.lastStartMs;
  if (logs && typeof exact === 'number' && isFresh(logs.atMs, nowMs, slowerMs(logs))) return { startedMs: exact };
  const { status, startedMs } = container?.state ?? {};
  if (container && status === 'running' && startedMs !== undefined && isFresh(container.atMs, nowMs)) return { startedMs };
  const counted = await lastStart(metrics, slug, nowMs);
  if (!counted) throw new Error('no log was counted yet');
  return counted;
}

function alarmsStatus(states: ShownAlarm[]): AlarmsStatus {
  const isWaiting = ({ value, signal }: ShownAlarm) =>
    value === 'INSUFFICIENT_DATA' && signal !== undefined && signalOf(signal).missingData === 'ignore';
  const rank = ({ value, severity }: ShownAlarm) => (value === 'ALARM' ? 0 : 2) + (severity === 'page' ? 0 : 1);
  return {
    ok: states.filter(({ value }) => value === 'OK').length,
    waiting: states.filter(isWaiting).length,
    notOk: states
      .filter((state) => state.value !== 'OK' && !isWaiting(state))
      .sort((a, b) => rank(a) - rank(b))
      .map(({ name, title, severity, value, sinceMs }) => ({ name, title, severity, value: value as 'ALARM', sinceMs })),
  };
}

type Parts = Pick<Status, 'watcher' | 'alarms' | 'endpoints' | 'resources'> & {
  remembered: Known<object>;
  requests: Status['requests'] | undefined;
  app: Status['app'] | undefined;
};

function unknowns({ watcher, remembered, alarms, endpoints, resources, requests, app }: Parts, nowMs: number): string[] {
  const blind = (what: string, part: Known<object> | undefined) => (part?.state === 'unknown' ? [`${what}: ${part.reason}`] : []);
  const silent = alarms.state === 'known' ? alarms.notOk.filter(({ value }) => value === 'INSUFFICIENT_DATA') : [];
  return [
    ...blind('who watches', watcher),
    ...blind('what the monitor remembers', remembered),
    ...endpoints.flatMap(({ name, verdict, atMs, sentence }) => {
      if (verdict !== 'unknown') return [];
      return [`endpoint ${name} ${atMs === undefined || !isFresh(atMs, nowMs) ? `${ageOf(atMs, nowMs)}` : `(${sentence})`}`];
    }),
    ...blind('the alarms', alarms),
    ...(silent.length > 0
      ? [`${silent.length === 1 ? `the alarm "${silent[0]?.title}" has` : `${silent.length} alarms have`} no data`]
      : []),
    ...resources.flatMap((r) => (r.state === 'unknown' ? [`${r.what} ${r.reason}`] : [])),
    ...(requests?.state === 'unknown' ? [`the log ${requests.reason}`] : []),
    ...blind("AtlasML's own figures", app),
  ];
}

const ageOf = (atMs: number | undefined, nowMs: number) => (atMs === undefined ? NEVER_SEEN : tooOld(atMs, nowMs));
