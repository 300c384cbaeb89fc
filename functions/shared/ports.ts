import type { Incident, ReporterState } from './incident/reporter-state.ts';
import type { Message } from './message/message.ts';
import type { Observation } from './observation.ts';
import type { AlarmState } from './signals/alarm-state.ts';
import type { Metric } from './signals/metrics.ts';

/** Time, passed in so that tests and the local run can go faster than the wall clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
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

export interface LogSource {
  query(question: LogQuery): Promise<LogAnswer>;
  /** The lines of a short window, both ends included, epoch ms; of very many only the first. */
  lines(window: { startMs: number; endMs: number }): Promise<LogLines>;
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

export interface StateStore {
  load(): Promise<ReporterState>;
  /** Saves and returns the state with its new version. @throws ConflictError when another run saved since `state` was loaded. */
  save(state: ReporterState): Promise<ReporterState>;
  saveObservation(observation: Observation): Promise<void>;
  observations(): Promise<Observation[]>;
  /** Keeps an ended incident for good, or replaces it. */
  archive(incident: Incident): Promise<void>;
  /** The ended incidents that began last, the newest first; with `sinceMs` only those that began then or later. */
  archived(most: number, sinceMs?: number): Promise<Incident[]>;
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
}
