import type { MetricStore } from '../ports.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../signals/metrics.ts';

/** Each gauge of check-logs tells of the five minutes before it, once a minute. */
const OVERLAP = 5;
/** Metrics of one minute are kept for 15 days, of five minutes for 63 (API reference of GetMetricData). */
const PERIOD_SECONDS = 300;

/**
 * About how many a gauge of check-logs counted in a window: a fifth of its sum.
 * @param window epoch ms.
 * @returns undefined without data, never zero.
 */
export async function aboutTotal(
  metrics: Pick<MetricStore, 'read'>,
  environment: string,
  key: MetricKey,
  { startMs, endMs }: { startMs: number; endMs: number },
): Promise<number | undefined> {
  const points = await metrics.read({
    namespace: NAMESPACE,
    metric: METRICS[key].name,
    dimensions: { Environment: environment },
    statistic: 'Sum',
    periodSeconds: PERIOD_SECONDS,
    startMs,
    endMs,
  });
  return points.length > 0 ? Math.round(points.reduce((sum, { value }) => sum + value, 0) / OVERLAP) : undefined;
}
