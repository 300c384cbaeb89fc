import type { Damage } from './incident/read-state.ts';
import type { ReceiverRecord } from './incident/receiver-record.ts';
import type { Incident, ReporterState } from './incident/reporter-state.ts';
import type { LogClock } from './log-clock.ts';
import type { Message } from './message/message.ts';
import type { Observation } from './observation.ts';
import type { IssueCounts, SentryObservation } from './sentry-observation.ts';
import type { AlarmState } from './signals/alarm-state.ts';
import type { Metric } from './signals/metrics.ts';

/** Time, passed in so that tests and the local run can go faster than the wall clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Runs something that may never end, for so many ms at most; `signal` then asks it to stop.
 * @throws TimeLimitError when it did not end in time; what it does later is ignored.
 */
export type TimeLimit = <T>(ms: number, run: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Something did not end within its time. */
export class TimeLimitError extends Error {
  // As the platform names what AbortSignal.timeout throws.
  override name = 'TimeoutError';
}

/** A question to the logs. Times are epoch milliseconds, both ends included. */
export interface LogQuery {
  query: string;
  startMs: number;
  endMs: number;
}

/** Rows of a finished query, or why there are none. Rows of an unfinished query are never given. */
export type LogAnswer =
  | { state: 'complete'; rows: Record<string, string>[]; bytesScanned: number }
  | { state: 'unknown'; reason: string };

/** One log event as it was written. Not redacted. */
export interface LogLine {
  atMs: number;
  message: string;
  /** Of two containers that write at the same time each has its own. */
  stream?: string;
}

/** Lines in the order in which they were written, or why there are none. */
export type LogLines = { state: 'complete'; lines: LogLine[] } | { state: 'unknown'; reason: string };

/** Of more lines only the first are given: more than a busy AtlasML writes in the seconds that are read, within the 1 MB of one answer. */
export const MOST_LINES = 2_000;

export interface LogSource {
  query(question: LogQuery): Promise<LogAnswer>;
  /** The lines of a short window, both ends included, epoch ms; the first MOST_LINES. */
  lines(window: { startMs: number; endMs: number }): Promise<LogLines>;
  /** The clock that writes the log, where the source knows it and it is not UTC's. */
  clock?(): LogClock | undefined;
  /** What may be missing in a window though it was read, where the source knows that it cannot know. */
  doubts?(window: { startMs: number; endMs: number }): string[];
  /** True where an agent gave the lines their times, which can be wrong by a time zone. */
  hasAgentTimes?: boolean;
  /** True where no long line comes in pieces. */
  hasWholeLines?: boolean;
}

/** A series to read: one metric with one statistic. */
export interface SeriesRequest {
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  statistic: string;
  periodSeconds: number;
  startMs: number;
  endMs: number;
}

export interface Datapoint {
  atMs: number;
  value: number;
}

export interface MetricStore {
  put(metrics: Metric[], atMs: number): Promise<void>;
  /** Decides until when all is sent of a run that is about to be put, epoch ms; absent where all is always sent. */
  allUntil?(published: Metric[], atMs: number): Promise<number>;
  /** Datapoints in ascending time; an empty list is "no data", never zero. */
  read(request: SeriesRequest): Promise<Datapoint[]>;
}

export interface AlarmSource {
  /** The states of all alarms of this environment that the reporter tells people about. */
  states(): Promise<AlarmState[]>;
}

/** The stored state changed since it was read; the caller starts again. */
export class ConflictError extends Error {
  override name = 'ConflictError';
}

/** Remembers which kinds of error were seen before. */
export interface KindMemory {
  /** When each fingerprint was first seen, epoch ms; one that is new is remembered with `atMs`. */
  firstSeen(fingerprints: string[], atMs: number): Promise<Map<string, number>>;
}

/** Everything the reporter remembers. */
export interface Remembered {
  state: ReporterState;
  /** By their names: those that were asked for, and all that were ever told something. */
  receivers: Record<string, ReceiverRecord>;
  /** What cannot be read, once set aside. */
  damaged: Damage[];
}

export interface StateStore {
  /** @param receivers by their names. @throws when the store cannot be read; what it holds never makes it throw. */
  load(receivers?: string[]): Promise<Remembered>;
  /** Saves and returns the state with its new version. @throws ConflictError when another run saved since `state` was loaded. */
  save(state: ReporterState): Promise<ReporterState>;
  /** Saves what one receiver was told. @throws ConflictError when another run saved since it was loaded. */
  saveReceiver(record: ReceiverRecord): Promise<ReceiverRecord>;
  /** Keeps what could not be read, for a person to look at. */
  setAside(damage: Damage, atMs: number): Promise<void>;
  saveObservation(observation: Observation): Promise<void>;
  /** The newest of each check; one that cannot be read is left out. */
  observations(): Promise<Observation[]>;
  /** Keeps an ended incident for good, or replaces it. */
  archive(incident: Incident): Promise<void>;
  /** The ended incidents that began last, the newest first; with `sinceMs` only those that began then or later. */
  archived(most: number, sinceMs?: number): Promise<Incident[]>;
}

/** One stored record: JSON beside the version that a conditional write checks. */
export interface StoredRecord {
  id: string;
  json: string;
  /** 0 where it has none, negative where it cannot be read. */
  version: number;
}

/** Where records are kept: a table in AWS, a file on one machine. Records of a kind sort by their ids. */
export interface RecordStore {
  /** Consistent: what was written before is there. Both ids are included. */
  list(kind: string, options?: { fromId?: string; toId?: string; most?: number; newestFirst?: boolean }): Promise<StoredRecord[]>;
  /**
   * @param options `expectedVersion` is the version that is replaced by the next one, 0 for none; absent or negative replaces whatever is there.
   * @throws ConflictError when another version is there.
   */
  put(kind: string, record: StoredRecord, options?: { expectedVersion?: number; expiresMs?: number }): Promise<void>;
}

/** A subscription of a topic. */
export interface Subscription {
  protocol: string;
  endpoint: string;
  state: 'confirmed' | 'pending' | 'deleted';
  /** True when only the owner can end it; absent when that is not known. */
  unsubscribeProtected?: boolean;
}

/** What a topic looks like from outside. */
export interface TopicState {
  /** The resource policy, JSON; absent when there is none. */
  policy?: string;
  /** The key it is encrypted with; absent when it is not. */
  kmsKeyId?: string;
  subscriptions: Subscription[];
}

export interface TopicSource {
  /** @throws when the topic cannot be read. */
  state(topicArn: string): Promise<TopicState>;
}

/** Planned windows in which nobody is told. */
export interface WindowSource {
  /** The name of the window that is open now. @throws when that cannot be found out. */
  open(): Promise<string | undefined>;
}

/** AtlasML's own project at Sentry. */
export interface IssueSource {
  /**
   * The issues with events in a window, both ends epoch ms.
   * @param signal ends the question. @throws SentryError that says in a sentence why it is not known.
   */
  seen(window: { startMs: number; endMs: number }, signal?: AbortSignal): Promise<SentryObservation>;
  /** How many there were in so many days before now. @throws SentryError */
  counts(days: number): Promise<IssueCounts>;
}

/** How a message is delivered. */
export interface DeliveryOptions {
  /** Ends the delivery: what is still on its way then fails as "did not answer". */
  signal?: AbortSignal | undefined;
}

/** Delivers messages. */
export interface Receiver {
  readonly name: string;
  /**
   * @param thread what an earlier delivery about the same incident returned.
   * @returns where the story of the incident goes on, for a receiver that has such a place.
   * @throws DeliveryError when it is not known that it arrived.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most receivers have no such place and return nothing
  deliver(message: Message, thread?: string, options?: DeliveryOptions): Promise<string | undefined | void>;
}

/** When secrets were last changed. */
export interface SecretAges {
  /** Epoch ms. @throws when it cannot be found out, such as for a parameter that is not there. */
  changedMs(parameter: string): Promise<number>;
}

/** Reads secrets by the name of their parameter. */
export interface Secrets {
  read(parameter: string): Promise<string>;
  /** What to do so that one is there; absent where it is a parameter of AWS. */
  howToGive?(parameter: string): string;
}
