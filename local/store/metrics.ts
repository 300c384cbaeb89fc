import type { Datapoint, MetricStore, SeriesRequest } from '../../functions/shared/ports.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { MetricRows, Sample } from './metric-rows.ts';
import { type Cell, cellOf, isPercentile, merged, statisticOfCell } from './statistics.ts';

/** What the disk did not take waits here, the newest of it: some hours of 60 metrics a minute. */
const MOST_WAITING = 20_000;

export interface MetricsOptions {
  environment: string;
  /** Told each time that the disk takes nothing, or gives nothing, with how much waits. */
  onFailure?(error: Error, waiting: number): void;
  onSuccess?(): void;
}

/**
 * Metrics on one machine. What cannot be written waits in memory, is read from there like all else, so that alarms go on, and is
 * written as soon as that works again.
 */
export class Metrics implements MetricStore {
  readonly #rows: MetricRows;
  readonly #options: MetricsOptions;
  #waiting: Sample[] = [];

  constructor(rows: MetricRows, options: MetricsOptions) {
    this.#rows = rows;
    this.#options = options;
  }

  async put(...[metrics, atMs]: Parameters<MetricStore['put']>): Promise<void> {
    const Environment = this.#options.environment;
    this.#write(
      metrics.map(({ key, value, dimensions }) => ({
        series: seriesOf(NAMESPACE, METRICS[key].name, { Environment, ...dimensions }),
        atMs,
        value,
      })),
    );
  }

  /** Stores one sample of any metric, as an agent beside AtlasML would. */
  putSample(namespace: string, metric: string, dimensions: Record<string, string>, value: number, atMs: number): void {
    this.#write([{ series: seriesOf(namespace, metric, dimensions), atMs, value }]);
  }

  async read(request: SeriesRequest): Promise<Datapoint[]> {
    const { namespace, metric, dimensions, statistic, periodSeconds, startMs, endMs } = request;
    const series = seriesOf(namespace, metric, dimensions);
    const periodMs = periodSeconds * 1000;
    const first = Math.floor(startMs / periodMs) * periodMs;
    const cells = this.#cells({ series, startMs: first, endMs, periodMs, statistic });
    for (const sample of this.#waiting) {
      if (sample.series !== series || sample.atMs < first || sample.atMs >= endMs) continue;
      const begin = Math.floor(sample.atMs / periodMs) * periodMs;
      cells.set(begin, [...(cells.get(begin) ?? []), cellOf(sample.value)]);
    }
    return [...cells]
      .sort(([a], [b]) => a - b)
      .map(([atMs, parts]) => ({ atMs, value: statisticOfCell(statistic, merged(parts, isPercentile(statistic))) }));
  }

  /** The dimensions under which a metric was ever stored. */
  dimensionsOf(namespace: string, metric: string): Record<string, string>[] {
    const begin = JSON.stringify([namespace, metric]).slice(0, -1);
    return this.#rows.keys(`${begin},`).map((key) => Object.fromEntries(JSON.parse(key)[2]));
  }

  /** How many samples wait for the disk. */
  get waiting(): number {
    return this.#waiting.length;
  }

  #cells(request: Parameters<MetricRows['cells']>[0]): Map<number, Cell[]> {
    try {
      return this.#rows.cells(request);
    } catch (error) {
      this.#options.onFailure?.(error as Error, this.#waiting.length);
      return new Map();
    }
  }

  #write(samples: Sample[]): void {
    // What is no number would be read as zero.
    const sound = samples.filter(({ value, atMs }) => Number.isFinite(value) && Number.isFinite(atMs));
    const all = [...this.#waiting, ...sound];
    if (all.length === 0) return;
    try {
      this.#rows.write(all);
      this.#waiting = [];
      this.#options.onSuccess?.();
    } catch (error) {
      this.#waiting = all.slice(-MOST_WAITING);
      this.#options.onFailure?.(error as Error, this.#waiting.length);
    }
  }
}

/** The key of a series in the table of series. */
export function seriesOf(namespace: string, metric: string, dimensions: Record<string, string>): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);
}
