import type { Thresholds } from '../config/schema.ts';
import type { Metric, MetricKey } from './metrics.ts';

/**
 * Gauges that say nothing new while they are far from their thresholds; CloudWatch gets them then for one hour a day, for a metric costs by
 * the hours in which it is sent (price page of CloudWatch). Each tells whether a value is far enough.
 */
const FAR: Partial<Record<MetricKey, (value: number, thresholds: Thresholds) => boolean>> = {
  starts: (value, t) => value <= t.startsIn15Minutes / 2,
  criticalLines: (value, t) => value <= t.criticalLines / 2,
  serverErrors: (value, t) => value <= t.serverErrors / 2,
  serverErrorPercent: (value, t) => value <= t.serverErrorPercent / 2,
  unfinishedRequests: (value, t) => value <= t.unfinishedRequests / 2,
  kills: (value) => value === 0,
  newErrorKinds: (value) => value === 0,
  refusedRequests: (value) => value === 0,
  unrecognisedPercent: (value, t) => value <= t.unrecognisedPercent / 2,
  failedAttemptPercent: (value) => value === 0,
  certificateDaysLeft: (value, t) => value >= t.certificateDaysLeft + 7,
  memoryPeakPercent: (value, t) => value <= t.memoryPeakPercent - 20,
  hoursToMemoryLimit: (value, t) => value >= 2 * t.hoursToMemoryLimit,
  diskUsedPercent: (value, t) => value <= t.diskUsedPercent - 10,
  cpuUsedPercent: (value, t) => value <= t.cpuPercent - 20,
  heartbeatKnown: (value) => value === 1,
  channelsUp: (value) => value === 1,
};

/** Of these a missing value says nothing in CloudWatch: that a check sees nothing is told by what it saw last. */
export const isSeldom = (key: MetricKey): boolean => FAR[key] !== undefined;

/** In this hour of the day, UTC, all is sent: that an alarm has data is seen by it. */
const SENT_HOUR = 3;
const HOURS_A_DAY = 24;
const HOUR_MS = 3_600_000;
/** After a value that was near, or where nothing is known of before: longer than the longest that an alarm looks back, five periods of five minutes. */
const ALL_MS = 30 * 60_000;
/** What a run left longer ago says nothing of whether it was quiet since. */
const STALE_MS = 10 * 60_000;

/** What share of a month's hours such a gauge is paid for. @param busyHours with something near. */
export const seldomShare = (busyHours: number): number => Math.min(1, 1 / HOURS_A_DAY + busyHours / 720);

/** What the run before left. */
export interface SentBefore {
  atMs: number;
  published?: readonly Metric[];
  allUntilMs?: number;
}

/** Until when all gauges are sent, epoch ms: for a while after one was near its threshold, appeared, or nothing is known. Pure. */
export function allUntil(
  published: readonly Metric[],
  atMs: number,
  before: SentBefore | undefined,
  thresholds: Thresholds,
): number {
  const was = before && atMs - before.atMs < STALE_MS ? before : undefined;
  const known = new Set(was?.published?.map(seriesOf));
  const isNews = published.some((metric) => isNear(metric, thresholds) || (isSeldom(metric.key) && !known.has(seriesOf(metric))));
  return was && !isNews ? (was.allUntilMs ?? 0) : atMs + ALL_MS;
}

/** What of it is sent now. Pure. */
export function dueOf(metrics: readonly Metric[], atMs: number, allUntilMs: number): Metric[] {
  const isAll = atMs < allUntilMs || Math.floor(atMs / HOUR_MS) % HOURS_A_DAY === SENT_HOUR;
  return metrics.filter(({ key }) => isAll || !isSeldom(key));
}

const isNear = ({ key, value }: Metric, thresholds: Thresholds): boolean => FAR[key]?.(value, thresholds) === false;
const seriesOf = ({ key, dimensions }: Metric): string => JSON.stringify([key, dimensions]);
