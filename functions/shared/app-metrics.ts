import { milliseconds, number } from './text/words.ts';

/** What AtlasML says of itself at its `/metrics`, where one is configured. */
export type AppMetrics =
  | { state: 'known'; totals: AppTotals; figures?: AppFigures }
  /** `totals` are those of the last run that knew them. */
  | { state: 'unknown'; reason: string; totals?: AppTotals };

/** Counted since the process started; health requests and scrapes are left out. What is not exposed is absent. */
export interface AppTotals {
  /** When they were read, epoch ms. */
  atMs: number;
  /** When the process started, epoch ms. */
  startedMs?: number;
  requests?: number;
  serverErrors?: number;
  took?: AppHistogram;
  weaviateTook?: AppHistogram;
}

/** How often something took at most so many seconds, cumulative, by ascending bound; the last bound is Infinity, written as null. */
export interface AppHistogram {
  count: number;
  sumSeconds: number;
  buckets: { atMostSeconds: number | null; count: number }[];
}

/** Between two runs. Percentiles by Prometheus's histogram_quantile: within a bucket along a straight line, beyond the last its bound. */
export interface AppFigures {
  /** How long the time between the two was. */
  overSeconds: number;
  requestsPerMinute?: number;
  serverErrorsPerMinute?: number;
  tookP50Seconds?: number;
  tookP95Seconds?: number;
  tookP99Seconds?: number;
  weaviateTookP95Seconds?: number;
}

/** "12 requests a minute, p95 340 ms, Weaviate p95 20 ms"; what is not known is left out. */
export function figureWords(figures: AppFigures): string {
  const { requestsPerMinute, serverErrorsPerMinute, tookP50Seconds, tookP95Seconds, weaviateTookP95Seconds } = figures;
  const took = (what: string, seconds: number | undefined) =>
    seconds === undefined ? [] : [`${what} ${milliseconds(seconds * 1000)}`];
  const parts = [
    ...(requestsPerMinute === undefined ? [] : [`${number(requestsPerMinute)} requests a minute`]),
    ...(serverErrorsPerMinute ? [`${number(serverErrorsPerMinute)} server errors a minute`] : []),
    ...took('p50', tookP50Seconds),
    ...took('p95', tookP95Seconds),
    ...took('Weaviate p95', weaviateTookP95Seconds),
  ];
  return parts.length > 0 ? parts.join(', ') : 'no requests';
}
