import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type {
  HealthObservation,
  LogCounts,
  LogsObservation,
  MemoryObservation,
  StoredObservation,
} from '../../functions/shared/observation.ts';
import type { Datapoint, MetricStore, SeriesRequest } from '../../functions/shared/ports.ts';
import { METRICS, type Metric, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { statisticOf } from '../../local/store/statistics.ts';
import { QUIET_COUNTS } from '../support/quiet-counts.ts';
import { isOn, MINUTE, type Plan, START, type Trouble } from './plan.ts';

/** The configuration before and after the endpoint was renamed. */
export function configOf(endpoint: string, plan: Plan): MonitorConfig {
  return resolveConfig({
    endpoints: [{ name: endpoint, url: 'https://atlas.example.org/api/v1/health/' }],
    components: ['weaviate'],
    logs: { group: 'atlasml' },
    memory: { source: 'metric', namespace: 'Host', metric: 'Memory', unit: 'percent' },
    deployGraceSeconds: plan.graceSeconds,
    resolveAfterSeconds: plan.resolveAfterSeconds,
  });
}

/** Metrics in memory, by series; CloudWatch's part of the world. */
export class Metrics implements MetricStore {
  readonly #series = new Map<string, Datapoint[]>();

  async put(metrics: Metric[], atMs: number): Promise<void> {
    for (const { key, value, dimensions } of metrics) {
      const id = seriesId(METRICS[key].name, { Environment: 'production', ...dimensions });
      const points = this.#series.get(id) ?? [];
      points.push({ atMs, value });
      this.#series.set(id, points);
    }
  }

  async read({ namespace, metric, dimensions, statistic, periodSeconds, startMs, endMs }: SeriesRequest): Promise<Datapoint[]> {
    if (namespace !== NAMESPACE) return [];
    const points = this.#series.get(seriesId(metric, dimensions)) ?? [];
    const periodMs = periodSeconds * 1000;
    const buckets = new Map<number, number[]>();
    for (let i = points.length - 1; i >= 0; i--) {
      const { atMs, value } = points[i] as Datapoint;
      if (atMs < startMs) break;
      if (atMs >= endMs) continue;
      const bucket = Math.floor(atMs / periodMs) * periodMs;
      buckets.set(bucket, [value, ...(buckets.get(bucket) ?? [])]);
    }
    return [...buckets]
      .map(([atMs, values]) => ({ atMs, value: statisticOf(statistic, values) }))
      .sort((a, b) => a.atMs - b.atMs);
  }
}

const seriesId = (metric: string, dimensions: Record<string, string>): string =>
  `${metric} ${Object.entries(dimensions)
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join(' ')}`;

/** What is true of AtlasML under a plan. */
export class Truth {
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  is(trouble: Trouble, atMs: number): boolean {
    const minute = (atMs - START) / MINUTE;
    return this.#plan.troubles.some((t) => t.what === trouble && isOn(t, minute));
  }

  /** What each check sees now, with what it publishes. */
  observations(config: MonitorConfig, atMs: number): { observation: StoredObservation; metrics: Metric[] }[] {
    const health = this.#health(config.endpoints[0]?.name ?? '', atMs);
    const logs = this.#logs(atMs);
    const memory: MemoryObservation = {
      check: 'memory',
      atMs,
      memory: { state: 'known', usedPercent: this.is('memory', atMs) ? 95 : 40, atMs, hoursToLimit: 168 },
    };
    return [
      { observation: health, metrics: healthMetrics(health, config.components) },
      { observation: logs, metrics: logMetrics(logs, config.thresholds) },
      { observation: memory, metrics: memoryMetrics(memory) },
    ];
  }

  #health(endpoint: string, atMs: number): HealthObservation {
    const weaviate = !this.is('weaviate', atMs);
    const seen = { endpoint, attempts: 1, timings: { totalMs: 40 }, earlierFaults: [] };
    if (this.is('unknown-health', atMs))
      return {
        check: 'health',
        atMs,
        endpoints: [{ ...seen, verdict: 'unknown', sentence: 'The probe could not run.', components: [] }],
      };
    if (this.is('endpoint', atMs)) {
      const sentence = 'The host refused the connection.';
      return {
        check: 'health',
        atMs,
        endpoints: [{ ...seen, verdict: 'down', sentence, fault: 'connection-refused', components: [] }],
      };
    }
    const component = { component: 'weaviate', up: weaviate, ...(weaviate ? {} : { message: 'Weaviate is unreachable.' }) };
    return {
      check: 'health',
      atMs,
      endpoints: [
        {
          ...seen,
          verdict: weaviate ? 'up' : 'down',
          sentence: weaviate ? 'HTTP 200 in 40 ms' : 'AtlasML reports weaviate: Weaviate is unreachable.',
          httpStatus: weaviate ? 200 : 503,
          certificateDaysLeft: 80,
          components: [component],
        },
      ],
    };
  }

  #logs(atMs: number): LogsObservation {
    const window = { startMs: atMs - 300_000, endMs: atMs };
    if (this.is('unknown-logs', atMs))
      return { check: 'logs', atMs, window, unknown: 'the query was throttled', evidence: [], notes: [] };
    const failing = this.is('errors', atMs);
    const starts = this.#plan.starts.map((minute) => START + minute * MINUTE);
    const recent = (ms: number) => starts.filter((at) => at <= atMs && at > atMs - ms);
    return {
      check: 'logs',
      atMs,
      window,
      counts: {
        ...COUNTS,
        serverErrors: failing ? 30 : 0,
        starts: recent(900_000).length,
        lastStartMs: recent(300_000).at(-1) ?? null,
      },
      evidence: failing
        ? [
            {
              fingerprint: 'e',
              level: 'ERROR',
              logger: 'atlasml.utils',
              text: 'Failed to generate OpenAI embeddings: Error code: 429',
              count: 30,
              newestMs: atMs - 5_000,
              oldestMs: atMs - 50_000,
            },
          ]
        : [],
      notes: [],
    };
  }
}

/** An AtlasML that is well. */
export const COUNTS: LogCounts = {
  ...QUIET_COUNTS,
  lines: 500,
  levels: { debug: 0, info: 500, warning: 0, error: 0, critical: 0 },
  requests: { '2xx': 100, '3xx': 0, '4xx': 0, '5xx': 0 },
  healthRequests: 20,
  tookP50Seconds: 0.3,
  tookP95Seconds: 0.6,
  longestSilenceSeconds: 5,
};
