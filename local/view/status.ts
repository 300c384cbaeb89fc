import type { AppFigures, ErrorKind } from '../../functions/shared/observation.ts';
import type { Severity } from '../../functions/shared/signals/signal.ts';
import type { Standing } from '../../functions/shared/signals/standing.ts';
import type { Watcher } from './monitor-view.ts';

/** Something that could be found out, or why not. */
export type Known<T> = ({ state: 'known' } & T) | { state: 'unknown'; reason: string };

/** What is the case now; times are epoch ms. Nothing in it is older than it says. */
export interface Status {
  service: string;
  environment: string;
  atMs: number;
  /** Of whoever reads it; absent where that is UTC. */
  timezone?: string;
  watcher: Known<Watcher>;
  endpoints: EndpointStatus[];
  resources: ResourceStatus[];
  /** Absent where no log is watched. */
  requests?: Known<RequestStatus>;
  /** What AtlasML's own page for Prometheus says, where one is configured. */
  app?: Known<{ figures?: AppFigures }>;
  errors: Known<{ newest: ErrorKind[] }>;
  uptime: Known<Uptime>;
  alarms: Known<AlarmsStatus>;
  incident?: IncidentStatus;
  silence?: { untilMs: number; why: string; by: string };
  windows: WindowStatus[];
  /** What the store of this machine dropped, set aside or could not write in the last day, the newest last; absent in AWS. */
  notices?: { atMs: number; untilMs: number; text: string }[];
  /** What could not be read or is too old, a sentence each. */
  unknown: string[];
}

export interface EndpointStatus {
  name: string;
  verdict: 'up' | 'down' | 'absent' | 'unknown';
  sentence: string;
  /** When it was looked at last; absent when never. */
  atMs?: number;
  /** Of the last 24 h; absent without a single look. */
  availability?: Availability;
}

/** Minutes that were looked at, of those that could have been. */
export interface Availability {
  upPercent: number;
  seenMinutes: number;
  ofMinutes: number;
}

export type ResourceStatus = { what: 'memory' | 'CPU' | 'disk' } & Known<{
  usedPercent: number;
  limitBytes?: number;
  hoursToLimit?: number;
  atMs: number;
}>;

/** Of the window of the newest count. */
export interface RequestStatus {
  perMinute: number;
  /** Of the answers in that window; null without any. */
  p95Seconds: number | null;
  serverErrors: number;
  clientErrors: number;
  atMs: number;
}

export interface Uptime {
  /** When AtlasML last started, as far as that was seen. */
  startedMs?: number;
  /** Without a start: it runs at least since then. */
  atLeastSinceMs?: number;
}

export interface AlarmsStatus {
  ok: number;
  /** Those that had no data yet and need none, such as a trend of memory. */
  waiting: number;
  /** In alarm or without data, the worst first. */
  notOk: { name: string; title: string; severity: Severity; value: 'ALARM' | 'INSUFFICIENT_DATA'; sinceMs: number }[];
}

export interface IncidentStatus {
  id: string;
  sinceMs: number;
  /** How bad it is now. */
  standing: Standing;
  /** In a few words; of what is wrong now. */
  cause: string;
  /** In a sentence, as people were told. */
  told?: string;
  /** How bad it was, where it is less bad now. */
  worst?: { standing: Standing; cause: string };
  isCertain: boolean;
  acknowledgedBy?: string;
  /** Who said that it is none. */
  dismissedBy?: string;
}

export interface WindowStatus {
  name: string;
  isOpen: boolean;
  /** When it begins next; absent while it is open, and where that is not known. */
  startsMs?: number;
}

export type Verdict = 'well' | 'not well' | 'unknown';
