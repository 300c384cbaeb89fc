import type { Incident, Silence } from '../../functions/shared/incident/reporter-state.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { LogEvent } from '../../insights/index.ts';
import type { KeptAlarm } from '../store/alarm-memory.ts';
import type { SentMessage } from '../store/message-log.ts';

/** "ATLC": tells a capsule from other files of SQLite (sqlite.org/fileformat.html, application ID). */
export const CAPSULE_ID = 0x41544c43;
/** Stands in the file as `user_version`; grows with each change of the tables or of what stands in them. */
export const CAPSULE_VERSION = 1;

/** The tables of this version. A capsule with any other is refused: it comes from somebody else's machine. */
export const TABLES = `
  create table facts (name text primary key, json text not null);
  create table log (id integer primary key, at_ms integer not null, stream text, message text not null);
  create table metrics (
    id integer primary key, metric text not null, dimensions text not null, at_ms integer not null,
    count integer not null, min real not null, max real not null, sum real not null
  );
  create table alarms (name text primary key, value text not null, reason text not null, since_ms integer not null);
  create table alarm_changes (
    id integer primary key, at_ms integer not null, name text not null, was text not null, became text not null, reason text not null
  );
  create table observations (id integer primary key, at_ms integer not null, json text not null);
  create table incidents (id integer primary key, at_ms integer not null, json text not null);
  create table messages (
    id integer primary key, at_ms integer not null, receiver text not null, kind text not null, incident text,
    subject text not null, text text not null, failure text
  );
`;

/** What a capsule says of itself. Times are epoch ms. */
export interface CapsuleAbout {
  service: string;
  environment: string;
  slug: string;
  /** The incident that it was made of. */
  incident: string;
  fromMs: number;
  untilMs: number;
  madeMs: number;
  /** The version of the monitor that made it. */
  monitor: string;
  origin: 'AWS' | 'one machine';
  /** False where only what was worth keeping of the log is there: of requests that went well there are no lines. */
  isWholeLog: boolean;
  /** From when to when the log is in it: a large one is cut. Alike where there is none. */
  logFromMs: number;
  logUntilMs: number;
  /** The silence that was in force when it was made. */
  silence?: Silence;
  /** What is not in it, or was left out, a sentence each. */
  notes: string[];
}

/** The values of one metric in one minute. */
export interface MetricMinute {
  metric: string;
  dimensions: Record<string, string>;
  /** The begin of the minute, or the moment of its only value, epoch ms. */
  atMs: number;
  count: number;
  min: number;
  max: number;
  sum: number;
}

/** All that is in a capsule. */
export interface Capsule {
  about: CapsuleAbout;
  /** As `capsuleConfig` makes it; nothing in it is a secret. */
  config: unknown;
  /** In the order of time. */
  log: LogEvent[];
  metrics: MetricMinute[];
  /** As they were at its begin. */
  alarms: KeptAlarm[];
  /** In the order of time. */
  turns: AlarmTurn[];
  /** Those that were stored, in the order of time. */
  observations: Observation[];
  /** All that touch its time, as they were at each moment that was kept; the last of each as it was when the capsule was made. */
  incidents: { atMs: number; incident: Incident }[];
  /** In the order of time. */
  messages: SentMessage[];
}
