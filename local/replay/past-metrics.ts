import type { Datapoint, MetricStore, SeriesRequest } from '../../functions/shared/ports.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { cellOf, isPercentile, merged, statisticOfCell } from '../store/statistics.ts';

/** No alarm looks further back than some hours; half of it is dropped at once. */
const MOST_OF_SERIES = 4_000;

/** The newest metrics of a replay, in memory: each is read again every ten seconds of the simulated time. */
export class PastMetrics implements MetricStore {
  readonly #environment: string;
  readonly #series = new Map<string, Datapoint[]>();

  /** @param environment the slug that stands in the dimensions. */
  constructor(environment: string) {
    this.#environment = environment;
  }

  async put(...[metrics, atMs]: Parameters<MetricStore['put']>): Promise<void> {
    for (const { key, value, dimensions } of metrics) {
      const name = seriesOf(NAMESPACE, METRICS[key].name, { Environment: this.#environment, ...dimensions });
      const points = this.#series.get(name) ?? [];
      this.#series.set(name, points);
      let at = points.length;
      while (at > 0 && (points[at - 1] as Datapoint).atMs > atMs) at--;
      points.splice(at, 0, { atMs, value });
      if (points.length > MOST_OF_SERIES) points.splice(0, MOST_OF_SERIES / 2);
    }
  }

  async read({ namespace, metric, dimensions, statistic, periodSeconds, startMs, endMs }: SeriesRequest): Promise<Datapoint[]> {
    const points = this.#series.get(seriesOf(namespace, metric, dimensions)) ?? [];
    const periodMs = periodSeconds * 1000;
    const firstMs = Math.floor(startMs / periodMs) * periodMs;
    const periods = new Map<number, number[]>();
    for (let i = points.length - 1; i >= 0; i--) {
      const { atMs, value } = points[i] as Datapoint;
      if (atMs < firstMs) break;
      if (atMs >= endMs) continue;
      const begin = Math.floor(atMs / periodMs) * periodMs;
      const values = periods.get(begin);
      if (values) values.push(value);
      else periods.set(begin, [value]);
    }
    return [...periods].reverse().map(([atMs, values]) => ({
      atMs,
      value: statisticOfCell(statistic, merged(values.map(cellOf), isPercentile(statistic))),
    }));
  }
}

function seriesOf(namespace: string, metric: string, dimensions: Record<string, string>): string {
  const parts = Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return `${namespace} ${metric} ${parts.join(' ')}`;
}
