import type { MetricStore } from '../../functions/shared/ports.ts';
import { NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { MetricMinute } from './format.ts';
import type { Series } from './series.ts';

/** So many series are asked for at a time. */
const AT_ONCE = 5;
export const STATISTICS = ['SampleCount', 'Minimum', 'Maximum', 'Sum'] as const;

/**
 * The values of series by the minute, in the order of time. @param span epoch ms, its end not included.
 * @param failed is told why of a series nothing could be read. Without it that is thrown.
 */
export async function minutesOf(
  metrics: Pick<MetricStore, 'read'>,
  series: readonly Series[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  failed: (error: Error) => void = (error) => {
    throw error;
  },
): Promise<MetricMinute[]> {
  const found: MetricMinute[] = [];
  for (let i = 0; i < series.length; i += AT_ONCE) {
    const minutes = series.slice(i, i + AT_ONCE).map(({ metric, dimensions }) => {
      const asked = { namespace: NAMESPACE, metric, dimensions, periodSeconds: 60, startMs: fromMs, endMs: untilMs };
      const read = STATISTICS.map(async (statistic) => {
        const points = await metrics.read({ ...asked, statistic });
        return new Map(points.map(({ atMs, value }) => [atMs, value]));
      });
      const all = Promise.all(read).then(([counts, mins, maxes, sums]) =>
        [...(counts ?? [])].map(([atMs, count]): MetricMinute => {
          const at = (of: Map<number, number> | undefined) => of?.get(atMs) ?? 0;
          return { metric, dimensions, atMs, count, min: at(mins), max: at(maxes), sum: at(sums) };
        }),
      );
      return all.catch((error: Error) => {
        failed(error);
        return [];
      });
    });
    found.push(...(await Promise.all(minutes)).flat());
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}
