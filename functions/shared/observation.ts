import type { AppMetrics } from './app-metrics.ts';
import type { ContainerObservation } from './container-observation.ts';
import type { LogClock } from './log-clock.ts';
import type { Crash, EarlierEvidence, Ended, ErrorKind, StartFailure, WaitsFor } from './log-evidence.ts';
import type { Metric } from './signals/metrics.ts';

export * from './app-metrics.ts';
export * from './container-observation.ts';
export * from './log-evidence.ts';
export * from './sentry-observation.ts';

/** What a check saw in one run: facts without judgement. Times are epoch milliseconds. */
export type Observation = StoredObservation | AskedAgain;
export type StoredObservation =
  | HealthObservation
  | LogsObservation
  | MemoryObservation
  | ContainerObservation
  | DeliveryObservation
  | HeartbeatObservation;

/** What is stored beside each observation. */
interface Stored {
  /** The metrics that were published with it, so that what CloudWatch was told can be compared with what it says. */
  published?: Metric[];
  /** Until when CloudWatch gets all of it, though it is well, epoch ms. */
  allUntilMs?: number;
}

export interface HealthObservation extends Stored {
  check: 'health';
  atMs: number;
  endpoints: EndpointObservation[];
  independent?: IndependentTarget;
  /** Absent where none is configured. */
  app?: AppMetrics;
}

/** A host that has nothing to do with AtlasML, as a witness of the monitor's own network. */
export interface IndependentTarget {
  url: string;
  /** Where the monitor ran: what answers from elsewhere proves nothing here. */
  place: string;
  /** When it was last asked, epoch ms, and whether it answered then. */
  askedMs: number;
  answers: boolean;
  /** True when it was asked because no endpoint of that run gave any sign. */
  noneAnswered: boolean;
  /** When it last answered from that place, epoch ms; absent where it never did while it should have. */
  answeredMs?: number;
}

/** What one more attempt at each endpoint saw, while a message about it is written; never stored. */
export interface AskedAgain {
  check: 'again';
  atMs: number;
  endpoints: EndpointObservation[];
}

/** Milliseconds each phase of a probe took; a phase that was not reached is absent. */
export interface Timings {
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
  firstByteMs?: number;
  totalMs: number;
}

export interface EndpointObservation {
  endpoint: string;
  /** absent: an optional endpoint answered 404. unknown: the probe could not run. */
  verdict: 'up' | 'down' | 'absent' | 'unknown';
  /** One plain sentence: what was seen, and for a fault what to do. */
  sentence: string;
  /** Stable name of the fault, such as `tls-expired`. */
  fault?: string;
  httpStatus?: number;
  attempts: number;
  timings: Timings;
  components: ComponentObservation[];
  certificateDaysLeft?: number;
  /** What the other attempts of the same run saw that failed; all attempts of an endpoint that is down did. */
  earlierFaults: string[];
  /** When the first attempt of this run that failed began, epoch ms. */
  failedSinceMs?: number;
  /** Who wrote the answer of a fault, as far as it tells. */
  answeredBy?: AnsweredBy;
}

/** Who answered, by the header, the form and the words of the answer. Redacted, cut. */
export interface AnsweredBy {
  /** True for AtlasML itself: uvicorn's header, or JSON in AtlasML's form. */
  isAtlasML: boolean;
  /** "nginx", "Traefik", "HAProxy", "Cloudflare", "Apache", "AWS load balancer", where that can be told. */
  proxy?: string;
  server?: string;
  /** The first words of the body. */
  body?: string;
}

export interface ComponentObservation {
  /** `weaviate`, or `weaviate/Exercise` for a collection. */
  component: string;
  up: boolean;
  message?: string;
}

export interface LogsObservation extends Stored {
  check: 'logs';
  atMs: number;
  window: { startMs: number; endMs: number };
  /** Why the counts are not known; then `counts` is absent, never zero. */
  unknown?: string;
  counts?: LogCounts;
  /** The newest error lines, grouped, redacted. */
  evidence: ErrorKind[];
  /** Why the newest start that failed did so. */
  startFailure?: StartFailure;
  /** The last lines before the newest start, redacted, when it did not fail. */
  lastWords?: string[];
  ended?: Ended;
  crash?: Crash;
  /** When the process before the newest start last served, where no line says that it stopped. Epoch ms. */
  silentEndMs?: number;
  /** When the last line of all was logged, where none has come since for a while. */
  silentSinceMs?: number;
  /** What the beginning of a trouble said that lasts longer than the window. */
  earlier?: EarlierEvidence;
  waitsFor?: WaitsFor;
  refusals?: Refusals;
  /** When AtlasML last said that it is up, epoch ms. */
  upSinceMs?: number;
  /** The clock that writes the log, where it is not UTC's. */
  clock?: LogClock;
  /** What Logs Insights has read in this month, where it has a budget. */
  scan?: ScanUse;
  /** What the reader must know to trust the counts. */
  notes: string[];
}

/** What Logs Insights has read for check-logs in a month, and how often it may go on reading. Stored with the observation. */
export interface ScanUse {
  /** Of UTC, "2026-11". */
  month: string;
  bytes: number;
  /** Of a run, about: the newest runs weigh most. */
  runBytes: number;
  /** The log is counted every so many minutes. */
  everyMinutes: number;
  budgetGb: number;
  /** When it was last counted, epoch ms. */
  atMs: number;
}

/** Counts over the window, as docs/log-counting.md defines them. */
export interface LogCounts {
  lines: number;
  levels: { debug: number; info: number; warning: number; error: number; critical: number };
  /** Requests of users: all but health requests, by class of status. */
  requests: { '2xx': number; '3xx': number; '4xx': number; '5xx': number };
  healthRequests: number;
  serverErrors: number;
  clientErrors: number;
  criticalLines: number;
  unfinished: number;
  starts: number;
  failedStarts: number;
  tookP50Seconds: number | null;
  tookP95Seconds: number | null;
  unrecognisedLines: number;
  /** At least this long nothing was answered, within the window. */
  longestSilenceSeconds: number;
  /** When AtlasML last started, if it did within the window. */
  lastStartMs: number | null;
  /** When a request was last answered, to the begin of its bin; null when none was within the window. */
  lastAnswerMs: number | null;
}

/** All requests of users, whatever became of them. */
export function requestsOf({ requests }: Pick<LogCounts, 'requests'>): number {
  return requests['2xx'] + requests['3xx'] + requests['4xx'] + requests['5xx'];
}

/** Requests that were refused for their key or their rights (401, 403). */
export interface Refusals {
  count: number;
  /** Of all requests of users. */
  requests: number;
  /** How many addresses they came from, and how many came from the one with most; both 0 where that is not known. */
  clients: number;
  mostOfOne: number;
  /** The first in the window, epoch ms. */
  sinceMs: number;
}

/** What alerts travel through; each is a key of the configuration. */
export const CHANNELS = ['email', 'slack', 'teams', 'pagerduty', 'ntfy', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface DeliveryObservation extends Stored {
  check: 'delivery';
  atMs: number;
  channels: ChannelObservation[];
}

export interface ChannelObservation {
  channel: Channel;
  /** down: what is sent reaches nobody, or not everybody. unknown: it could not be found out. */
  verdict: 'up' | 'down' | 'unknown';
  /** What is wrong and what to do, or that all is well. */
  sentence: string;
  /** What weakens it though it works. */
  notes: string[];
}

/** What the outside watcher answered to the newest heartbeat. */
export interface HeartbeatObservation extends Stored {
  check: 'heartbeat';
  atMs: number;
  /** False when it watches no such check; absent when its answer did not tell. */
  known?: boolean;
  sentence: string;
}

export interface MemoryObservation extends Stored {
  check: 'memory';
  atMs: number;
  memory?: UsageObservation;
  disk?: UsageObservation;
  cpu?: UsageObservation;
}

/** The most hours a trend is followed: a straight line through a day says nothing about what comes after a week. */
export const MOST_HOURS = 7 * 24;

export type UsageObservation =
  | {
      state: 'known';
      usedPercent: number;
      /** The highest of the newest minutes, for memory. */
      peakPercent?: number;
      limitBytes?: number;
      atMs: number;
      hoursToLimit?: number;
    }
  | { state: 'unknown'; reason: string };
