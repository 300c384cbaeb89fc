import type { Thresholds } from '../shared/config/schema.ts';
import { isNew, type LogCounts, type LogsObservation, type Refusals, requestsOf } from '../shared/observation.ts';
import type { Metric } from '../shared/signals/metrics.ts';

/** The gauges of one observation. Unknown publishes that it is unknown and no count at all. */
export function logMetrics(observation: LogsObservation, thresholds: Thresholds): Metric[] {
  const unknown: Metric = { key: 'observationUnknown', value: observation.counts ? 0 : 1, dimensions: { Check: 'logs' } };
  const { counts } = observation;
  if (!counts) return [unknown];
  const gauges: [Metric['key'], number | null][] = [
    ['serverErrors', counts.serverErrors],
    ['serverErrorPercent', serverErrorPercent(counts, thresholds.serverErrorPercentMinimum)],
    ['newErrorKinds', observation.evidence.filter((kind) => isNew(kind, observation.window)).length],
    ['refusedRequests', refusedRequests(observation.refusals, thresholds)],
    ['clientErrors', counts.clientErrors],
    ['criticalLines', counts.criticalLines],
    ['errorLines', counts.levels.error],
    ['warningLines', counts.levels.warning],
    ['requests', requestsOf(counts)],
    ['healthRequests', counts.healthRequests],
    ['unfinishedRequests', counts.unfinished],
    ['starts', counts.starts],
    ['kills', observation.silentEndMs === undefined ? 0 : 1],
    ['tookP50', counts.tookP50Seconds],
    ['tookP95', counts.tookP95Seconds],
    ['logLines', counts.lines],
    ['unrecognisedPercent', percentOf(counts.unrecognisedLines, counts.lines)],
    ['longestSilence', counts.longestSilenceSeconds],
  ];
  return [unknown, ...gauges.flatMap(([key, value]) => (value === null ? [] : [{ key, value, dimensions: {} }]))];
}

/**
 * Server errors per hundred requests; 0 until there are more errors than `minimum`, because at night one failing
 * request is 100 %. No traffic is 0, never NaN.
 */
export function serverErrorPercent(counts: Pick<LogCounts, 'serverErrors' | 'requests'>, minimum: number): number {
  return counts.serverErrors > minimum ? percentOf(counts.serverErrors, requestsOf(counts)) : 0;
}

/**
 * Requests refused for their key or rights, once they matter: more than `refusedRequests` of them, or more than half of all
 * requests and at least `refusedRequestsMinimum`. A client with an old key among many others is nobody's alarm: 0.
 */
export function refusedRequests(
  refusals: Pick<Refusals, 'count' | 'requests'> | undefined,
  thresholds: Pick<Thresholds, 'refusedRequests' | 'refusedRequestsMinimum'>,
): number {
  const { count, requests } = refusals ?? { count: 0, requests: 0 };
  const areMost = count >= thresholds.refusedRequestsMinimum && 2 * count > requests;
  return areMost || count > thresholds.refusedRequests ? count : 0;
}

function percentOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
}
