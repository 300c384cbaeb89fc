import { WINDOW_MS } from '../../functions/check-logs/check.ts';
import { minutesOf } from '../../functions/send-digest/items/health.ts';
import type { MetricStore } from '../../functions/shared/ports.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { Availability, Uptime } from './status.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** Metrics by five minutes are kept for 63 days in CloudWatch and by the minute for 62 on one machine. */
const BACK_MS = 30 * DAY_MS;

type Metrics = Pick<MetricStore, 'read'>;

function series(metrics: Metrics, slug: string, key: MetricKey, more: Record<string, string>) {
  return (statistic: string, periodSeconds: number, startMs: number, endMs: number) =>
    metrics.read({
      namespace: NAMESPACE,
      metric: METRICS[key].name,
      dimensions: { Environment: slug, ...more },
      statistic,
      periodSeconds,
      startMs,
      endMs,
    });
}

/** How much of the last 24 h an endpoint was up, of the minutes that somebody looked; undefined when nobody did. */
export async function availabilityOf(
  metrics: Metrics,
  slug: string,
  endpoint: string,
  nowMs: number,
): Promise<Availability | undefined> {
  const read = series(metrics, slug, 'up', { Endpoint: endpoint });
  const [sums, counts] = await Promise.all(['Sum', 'SampleCount'].map((s) => read(s, 300, nowMs - DAY_MS, nowMs)));
  const { seen, well } = minutesOf(sums ?? [], counts ?? []);
  const ofMinutes = DAY_MS / MINUTE_MS;
  return seen > 0 ? { upPercent: (100 * well) / seen, seenMinutes: Math.min(seen, ofMinutes), ofMinutes } : undefined;
}

/** Since when AtlasML runs, by the starts that were counted, to the minute. Without one, since when the log was counted and none was seen. */
export async function lastStart(metrics: Metrics, slug: string, nowMs: number): Promise<Uptime | undefined> {
  const read = series(metrics, slug, 'starts', {});
  const points = await read('Maximum', 3600, nowMs - BACK_MS, nowMs);
  const first = points[0];
  if (!first) return undefined;
  const last = points.findLast(({ value }) => value > 0);
  if (!last) {
    const [begin] = await read('Maximum', 60, first.atMs, first.atMs + 3_600_000);
    return { atLeastSinceMs: begin?.atMs ?? first.atMs };
  }
  const fine = await read('Maximum', 60, last.atMs, last.atMs + 3_600_000);
  const newest = fine.findLast(({ value }) => value > 0)?.atMs ?? last.atMs;
  // A start is counted for the length of the window; one that still is was within it.
  return { startedMs: newest - WINDOW_MS };
}
