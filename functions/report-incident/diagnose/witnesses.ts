import type { Incident } from '../../shared/incident/reporter-state.ts';
import {
  type ChannelObservation,
  type ComponentObservation,
  type ContainerObservation,
  type Crash,
  type EarlierEvidence,
  type EndpointObservation,
  type ErrorKind,
  type IndependentTarget,
  isNew,
  type LogCounts,
  type LogsObservation,
  type Observation,
  type Refusals,
  type StartFailure,
  type WaitsFor,
} from '../../shared/observation.ts';
import type { SignalId } from '../../shared/signals/signal.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { evidenceSoFar, kindsOfAlarms } from './kept-evidence.ts';

/** How a trouble looks to a probe: what a cause says of an outage must fit that, whatever else it explains. */
export type Look = 'no-connection' | 'closed' | 'no-answer' | 'proxy' | 'component' | 'certificate' | 'answer';

/** What the last observations say together. Absent is "not known", never zero. */
export interface Witnesses {
  endpoints: EndpointObservation[];
  /** The same endpoints asked again just now; empty when nobody asked. */
  again: EndpointObservation[];
  channels: ChannelObservation[];
  counts: LogCounts | undefined;
  evidence: ErrorKind[];
  startFailure: (StartFailure & { atMs?: number }) | undefined;
  lastWords: string[];
  /** When the process before the newest start last served, where no line says that it stopped. */
  silentEndMs: number | undefined;
  memoryPercent: number | undefined;
  cpuPercent: number | undefined;
  /** The most frequent of the kinds never seen before. */
  newError: ErrorKind | undefined;
  /** When an endpoint first failed, by the probes, else by the alarm; epoch ms. */
  downSinceMs: number | undefined;
  /** Since when the first of the alarms that are on is so, epoch ms. */
  alarmingSinceMs: number | undefined;
  /** What the container's runtime said. */
  container: ContainerObservation | undefined;
  /** The signals that are in alarm. */
  signals: SignalId[];
  /** All signals of the incident, those that are well again too. */
  members: SignalId[];
  waitsFor: WaitsFor | undefined;
  refusals: Refusals | undefined;
  ended: LogsObservation['ended'];
  crash: Crash | undefined;
  /** The newest known of the whole incident: of a start, of an answer, of AtlasML's own word that it is up. */
  lastStartMs: number | undefined;
  lastAnswerMs: number | undefined;
  upSinceMs: number | undefined;
  /** When the last line of all was logged, where none has come since. */
  silentSinceMs: number | undefined;
  /** The clock that writes the log, where it is not UTC's. */
  logClock: LogsObservation['clock'];
  /** When the endpoints were probed, epoch ms. */
  probedMs: number | undefined;
  /** The independent host that was asked because no endpoint gave any sign. */
  independent?: IndependentTarget | undefined;
  nowMs: number;
  /** How times are told to whoever reads of it. */
  time: ReadersTime;
}

const MINUTE_MS = 60_000;
/** What a check saw longer ago says nothing of the trouble now: so many of its runs were missed. */
const STALE_MS: Record<Observation['check'], number> = {
  health: 10 * MINUTE_MS,
  again: MINUTE_MS,
  logs: 10 * MINUTE_MS,
  memory: 10 * MINUTE_MS,
  container: 6 * 60 * MINUTE_MS,
  delivery: 3 * 60 * MINUTE_MS,
  heartbeat: 10 * MINUTE_MS,
};

/**
 * What the observations and the alarms of an incident say together; an old observation is as good as none. What the log said
 * earlier in it counts on, until AtlasML served somebody after that.
 * @param timezone of whoever reads of it; UTC where none is given.
 */
export function witnessesOf(
  all: Observation[],
  { members, evidence }: Pick<Incident, 'members' | 'evidence'>,
  nowMs: number,
  timezone?: string,
): Witnesses {
  const observations = all.filter(({ check, atMs }) => nowMs - atMs <= STALE_MS[check]);
  const endpoints = observations.flatMap((o) => (o.check === 'health' ? o.endpoints : []));
  const logs = observations.find((o) => o.check === 'logs');
  const { memory: usage, cpu } = observations.find((o) => o.check === 'memory') ?? {};
  const alarming = members.filter((m) => m.state === 'alarm');
  const downs = alarming.filter((m) => m.signal === 'endpoint-down').map((m) => m.firstFailureMs ?? m.sinceMs);
  const failed = endpoints.flatMap((e) => (e.verdict === 'down' ? (e.failedSinceMs ?? []) : []));
  const health = observations.find((o) => o.check === 'health');
  const soFar = evidenceSoFar(evidence, logs);
  const seen: Witnesses = {
    endpoints,
    again: observations.flatMap((o) => (o.check === 'again' ? o.endpoints : [])),
    channels: observations.flatMap((o) => (o.check === 'delivery' ? o.channels : [])),
    counts: logs?.counts,
    evidence: withKept(logs?.evidence ?? [], kindsOfAlarms(soFar.kinds, members)),
    startFailure: logs?.startFailure,
    lastWords: logs?.lastWords ?? [],
    silentEndMs: logs?.silentEndMs,
    newError: logs?.evidence.find((kind) => isNew(kind, logs.window)),
    memoryPercent: usage?.state === 'known' ? usage.usedPercent : undefined,
    cpuPercent: cpu?.state === 'known' ? cpu.usedPercent : undefined,
    downSinceMs: downs.length > 0 ? Math.min(...downs, ...failed) : undefined,
    alarmingSinceMs: alarming.length > 0 ? Math.min(...alarming.map((m) => m.sinceMs)) : undefined,
    container: observations.find((o) => o.check === 'container'),
    signals: alarming.map((m) => m.signal),
    members: members.map((m) => m.signal),
    waitsFor: logs?.waitsFor,
    refusals: logs?.refusals,
    ended: logs?.ended,
    crash: logs?.crash,
    lastStartMs: soFar.lastStartMs,
    lastAnswerMs: soFar.lastAnswerMs,
    upSinceMs: soFar.upSinceMs,
    silentSinceMs: logs?.silentSinceMs,
    logClock: logs?.clock,
    probedMs: health?.atMs,
    independent: health?.independent?.noneAnswered ? health.independent : undefined,
    nowMs,
    time: readersTime(timezone),
  };
  return { ...seen, ...stillTrue(seen, soFar) };
}

function withKept(evidence: ErrorKind[], kept: ErrorKind[]): ErrorKind[] {
  const known = new Set(evidence.map((k) => k.fingerprint));
  return [...evidence, ...kept.filter((k) => !known.has(k.fingerprint))];
}

/** As long as starts are counted: a loop that just ended is told with why its starts failed. */
const LOOP_MS = 15 * MINUTE_MS;

/** What was said earlier, where the window does not say it anew and AtlasML has served nobody since, nor was started anew. */
function stillTrue(w: Witnesses, soFar: EarlierEvidence): Partial<Witnesses> {
  const { lastStartMs = 0 } = w;
  const { startFailure, lastWords, crash, ended, waitsFor } = soFar;
  const isOfNow = (atMs: number) => !isPast(w, atMs);
  const isOfLoop = (atMs: number) => isOfNow(atMs) || (isUpAgain(w) && w.nowMs - atMs <= LOOP_MS);
  return {
    startFailure: w.startFailure ?? (startFailure && isOfLoop(startFailure.atMs) ? startFailure : undefined),
    crash: w.crash ?? (crash && isOfNow(crash.atMs) ? crash : undefined),
    ended: w.ended ?? (ended && ended.atMs >= lastStartMs ? ended : undefined),
    ...(w.lastWords.length === 0 && lastWords && lastWords.atMs >= lastStartMs && { lastWords: lastWords.lines }),
    ...(!w.waitsFor &&
      waitsFor &&
      isOfNow(waitsFor.sinceMs) &&
      waitsFor.sinceMs > lastStartMs && { waitsFor: lasting(waitsFor, w.nowMs) }),
  };
}

const lasting = (waits: WaitsFor, nowMs: number): WaitsFor => ({ ...waits, seconds: Math.round((nowMs - waits.sinceMs) / 1000) });

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
export const isUp = (w: Witnesses): boolean => w.endpoints.some((e) => e.verdict === 'up') && !down(w);

/** An answer so much later than what is asked of proves that AtlasML served somebody meanwhile. */
const PROOF_MS = 1_000;

/** When AtlasML last answered somebody: an answer in the log, or to a probe. Epoch ms. */
function answeredMs(w: Witnesses): number {
  const again = w.again.length > 0 && w.again.every((e) => e.verdict === 'up') ? w.nowMs : 0;
  return Math.max(w.lastAnswerMs ?? 0, isUp(w) ? (w.probedMs ?? w.nowMs) : 0, again);
}

/** True when AtlasML answered after that moment, or said that it is up: what happened then is past. */
export const isPast = (w: Witnesses, atMs: number): boolean => Math.max(answeredMs(w), w.upSinceMs ?? 0) > atMs + PROOF_MS;

/** The newest start is up: the process said so, answered since, or answers a probe that was made after it. */
export const isUpAgain = (w: Witnesses): boolean => (w.lastStartMs === undefined ? isUp(w) : isPast(w, w.lastStartMs));

/** The newest start has answered somebody: the word of the process that it is up is no proof. */
export const servesAgain = (w: Witnesses): boolean =>
  w.lastStartMs === undefined ? isUp(w) : answeredMs(w) > w.lastStartMs + PROOF_MS;

/** When AtlasML last answered somebody else after our probes began to fail, epoch ms: it is well, the way to it is not. */
export function servedBehindMs(w: Witnesses): number | undefined {
  const { lastAnswerMs, downSinceMs } = w;
  const isLater = downSinceMs !== undefined && lastAnswerMs !== undefined && lastAnswerMs > downSinceMs + PROOF_MS;
  return isLater ? lastAnswerMs : undefined;
}

/** The first component that an endpoint reports as failing. */
export const failing = (w: Witnesses): ComponentObservation | undefined =>
  w.endpoints.flatMap((e) => e.components).find((c) => !c.up);

/** What the endpoint that reports a failing component answered, in its sentence. */
export const reported = (w: Witnesses): string | undefined => w.endpoints.find((e) => e.components.some((c) => !c.up))?.sentence;

export const componentsAreWell = (w: Witnesses): boolean =>
  w.endpoints.some((e) => e.components.some((c) => c.up)) && !failing(w);

/** The connection was made and the answer did not come in time. */
export const connectedInVain = (w: Witnesses): boolean =>
  down(w)?.fault === 'timeout' && down(w)?.timings.connectMs !== undefined;

const NO_CONNECTION = ['connection-refused', 'connection-reset', 'dns-not-found', 'dns-failed', 'unreachable'];

/** No connection came about. */
export const notConnected = (w: Witnesses): boolean =>
  NO_CONNECTION.includes(down(w)?.fault ?? '') || (down(w)?.fault === 'timeout' && down(w)?.timings.connectMs === undefined);

/** How the endpoint that is down looks; undefined for one that is not, and where only a number is known. */
export function lookOf(e: EndpointObservation | undefined): Look | undefined {
  const { fault = '', timings } = e ?? {};
  if (e?.verdict !== 'down' || fault === '') return undefined;
  if (fault === 'connection-reset' || fault === 'body-incomplete') return 'closed';
  if (fault === 'timeout') return timings?.connectMs === undefined ? 'no-connection' : 'no-answer';
  if (NO_CONNECTION.includes(fault)) return 'no-connection';
  if (fault === 'component') return 'component';
  if (fault.startsWith('tls-')) return 'certificate';
  return /^proxy-(?:no-upstream|timeout)$|^unavailable$/.test(fault) ? 'proxy' : 'answer';
}
