import type { Member } from '../../shared/incident/reporter-state.ts';
import {
  type ChannelObservation,
  type ComponentObservation,
  type EndpointObservation,
  type ErrorKind,
  isNew,
  type LogCounts,
  type Observation,
  type StartFailure,
} from '../../shared/observation.ts';
import type { SignalId } from '../../shared/signals/signal.ts';

/** What the last observations say together. Absent is "not known", never zero. */
export interface Witnesses {
  endpoints: EndpointObservation[];
  /** The same endpoints asked again just now; empty when nobody asked. */
  again: EndpointObservation[];
  channels: ChannelObservation[];
  counts: LogCounts | undefined;
  evidence: ErrorKind[];
  startFailure: StartFailure | undefined;
  lastWords: string[];
  memoryPercent: number | undefined;
  /** The most frequent of the kinds never seen before. */
  newError: ErrorKind | undefined;
  /** Since when an endpoint is down, by its alarm; epoch ms. */
  downSinceMs: number | undefined;
  /** The signals that are in alarm. */
  signals: SignalId[];
}

const MINUTE_MS = 60_000;
/** What a check saw longer ago says nothing of the trouble now: so many of its runs were missed. */
const STALE_MS: Record<Observation['check'], number> = {
  health: 10 * MINUTE_MS,
  again: MINUTE_MS,
  logs: 10 * MINUTE_MS,
  memory: 10 * MINUTE_MS,
  delivery: 3 * 60 * MINUTE_MS,
  heartbeat: 10 * MINUTE_MS,
};

/** What the observations and the alarms of an incident say together; an old observation is as good as none. */
export function witnessesOf(all: Observation[], members: Member[], nowMs: number): Witnesses {
  const observations = all.filter(({ check, atMs }) => nowMs - atMs <= STALE_MS[check]);
  const endpoints = observations.flatMap((o) => (o.check === 'health' ? o.endpoints : []));
  const logs = observations.find((o) => o.check === 'logs');
  const usage = observations.find((o) => o.check === 'memory')?.memory;
  const alarming = members.filter((m) => m.state === 'alarm');
  const downs = alarming.filter((m) => m.signal === 'endpoint-down').map((m) => m.sinceMs);
  return {
    endpoints,
    again: observations.flatMap((o) => (o.check === 'again' ? o.endpoints : [])),
    channels: observations.flatMap((o) => (o.check === 'delivery' ? o.channels : [])),
    counts: logs?.counts,
    evidence: logs?.evidence ?? [],
    startFailure: logs?.startFailure,
    lastWords: logs?.lastWords ?? [],
    newError: logs?.evidence.find((kind) => isNew(kind, logs.window)),
    memoryPercent: usage?.state === 'known' ? usage.usedPercent : undefined,
    downSinceMs: downs.length > 0 ? Math.min(...downs) : undefined,
    signals: alarming.map((m) => m.signal),
  };
}

/** The first endpoint that is down. */
export const down = (w: Witnesses): EndpointObservation | undefined => w.endpoints.find((e) => e.verdict === 'down');

/** The answer of the endpoint that was down, when it and all others that were are up again. */
export function answersAgain(w: Witnesses): EndpointObservation | undefined {
  const answers = w.endpoints
    .filter((e) => e.verdict === 'down')
    .map(({ endpoint }) => w.again.find((a) => a.endpoint === endpoint && a.verdict === 'up'));
  return answers.every((a) => a !== undefined) ? answers[0] : undefined;
}

/** An endpoint answers, and none is down: whatever the log says of a failed start is over. */
const isUp = (w: Witnesses): boolean => w.endpoints.some((e) => e.verdict === 'up') && !down(w);

/** Why AtlasML does not start, for as long as it is not up. */
export const failedStart = (w: Witnesses): StartFailure | undefined => (isUp(w) ? undefined : w.startFailure);

/** How many starts ended with "Application startup failed", for as long as AtlasML is not up. */
export const failedStarts = (w: Witnesses): number => (isUp(w) ? 0 : (w.counts?.failedStarts ?? 0));

/** The first component that an endpoint reports as failing. */
export const failing = (w: Witnesses): ComponentObservation | undefined =>
  w.endpoints.flatMap((e) => e.components).find((c) => !c.up);

/** What the endpoint that reports a failing component answered, in its sentence. */
export const reported = (w: Witnesses): string | undefined => w.endpoints.find((e) => e.components.some((c) => !c.up))?.sentence;

export const componentsAreWell = (w: Witnesses): boolean =>
  w.endpoints.some((e) => e.components.some((c) => c.up)) && !failing(w);

/** The most frequent kind of error that says so, in its text, exception or frames. */
export const said = (w: Witnesses, pattern: RegExp): ErrorKind | undefined =>
  w.evidence.find((k) => pattern.test([k.logger, k.text, k.exception, ...(k.where ?? [])].join(' ')));

/** The connection was made and the answer did not come in time. */
export const connectedInVain = (w: Witnesses): boolean =>
  down(w)?.fault === 'timeout' && down(w)?.timings.connectMs !== undefined;

const NO_CONNECTION = ['connection-refused', 'connection-reset', 'dns-not-found', 'dns-failed', 'unreachable'];

/** No connection came about. */
export const notConnected = (w: Witnesses): boolean =>
  NO_CONNECTION.includes(down(w)?.fault ?? '') || (down(w)?.fault === 'timeout' && down(w)?.timings.connectMs === undefined);

const ORDERLY = /Shutting down|Finished server process|Application shutdown complete/;

/** The stop before the newest start was logged: somebody ordered it. */
export const stoppedOrderly = (w: Witnesses): boolean => w.lastWords.some((line) => ORDERLY.test(line));

/** AtlasML was killed with requests running: a start came, and no line says that the process before it stopped. */
export const wasKilled = (w: Witnesses): boolean =>
  (w.counts?.unfinished ?? 0) > 0 && (w.counts?.starts ?? 0) > 0 && w.lastWords.length > 0 && !stoppedOrderly(w);
