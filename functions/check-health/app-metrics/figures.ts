import type { AppFigures, AppHistogram, AppTotals } from '../../shared/app-metrics.ts';

const MINUTE_SECONDS = 60;
/** Over more than this a rate says nothing of now. */
const LONGEST_SECONDS = 900;

/**
 * What happened between two runs. A process that started meanwhile has counted from zero.
 * @returns undefined where that cannot be told: no run before, too long ago, or several processes answer in turn.
 */
export function figuresBetween(before: AppTotals | undefined, now: AppTotals): AppFigures | undefined {
  const overSeconds = before ? (now.atMs - before.atMs) / 1000 : 0;
  if (!before || overSeconds <= 0 || overSeconds > LONGEST_SECONDS) return undefined;
  const { startedMs = 0 } = now;
  if (before.startedMs !== undefined && startedMs < before.startedMs) return undefined;
  const isSame = before.startedMs === now.startedMs && (now.requests ?? 0) >= (before.requests ?? 0);
  const first = isSame ? before : undefined;
  const rate = (total: number | undefined, earlier: number | undefined) =>
    total === undefined ? undefined : ((total - (first ? (earlier ?? 0) : 0)) / overSeconds) * MINUTE_SECONDS;
  const took = now.took && increase(first?.took, now.took);
  const weaviate = now.weaviateTook && increase(first?.weaviateTook, now.weaviateTook);
  return defined({
    overSeconds,
    requestsPerMinute: rate(now.requests, before.requests),
    serverErrorsPerMinute: rate(now.serverErrors, before.serverErrors),
    tookP50Seconds: took && quantile(took, 0.5),
    tookP95Seconds: took && quantile(took, 0.95),
    tookP99Seconds: took && quantile(took, 0.99),
    weaviateTookP95Seconds: weaviate && quantile(weaviate, 0.95),
  });
}

function increase(before: AppHistogram | undefined, now: AppHistogram): AppHistogram['buckets'] {
  const earlier = new Map(before?.buckets.map(({ atMostSeconds, count }) => [atMostSeconds, count]));
  return now.buckets.map(({ atMostSeconds, count }) => ({ atMostSeconds, count: count - (earlier.get(atMostSeconds) ?? 0) }));
}

/**
 * The time that this share of the requests took at most.
 * @returns undefined where there were none. Source: histogram_quantile in https://prometheus.io/docs/prometheus/latest/querying/functions/.
 */
export function quantile(buckets: AppHistogram['buckets'], share: number): number | undefined {
  const all = buckets.at(-1)?.count ?? 0;
  if (all <= 0) return undefined;
  const rank = share * all;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const bound = buckets[at]?.atMostSeconds;
  const below = buckets[at - 1];
  const from = below?.atMostSeconds ?? 0;
  // Beyond the last bound nothing is known but that bound.
  if (bound === null || bound === undefined) return from;
  const first = below?.count ?? 0;
  const within = (buckets[at]?.count ?? 0) - first;
  return within === 0 ? bound : from + ((bound - from) * (rank - first)) / within;
}

function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
