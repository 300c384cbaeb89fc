import type { AppHistogram, AppTotals } from '../../shared/app-metrics.ts';
import type { MonitorConfig } from '../../shared/config/schema.ts';
import type { Sample } from './exposition.ts';

export type AppMetricsConfig = NonNullable<MonitorConfig['metrics']>;

/** More are kept of no histogram. */
const MOST_BUCKETS = 60;
/** Labels that carry a path, as instrumentations name them, and those that carry a status. */
const PATHS = ['handler', 'path', 'endpoint', 'route', 'path_template'];
const STATUSES = ['status', 'status_code', 'code', 'http_status'];

/**
 * What an exposition says of AtlasML since its start.
 * @param ownPaths are no requests of users: those of health checks, and that of the exposition.
 */
export function totalsOf(
  samples: Sample[],
  { requests, duration, weaviate }: Pick<AppMetricsConfig, 'requests' | 'duration' | 'weaviate'>,
  ownPaths: string[],
  atMs: number,
): AppTotals {
  const isOwn = ({ labels }: Sample) => PATHS.some((label) => ownPaths.includes(labels[label] ?? ''));
  const users = samples.filter((sample) => Number.isFinite(sample.value) && !isOwn(sample));
  const counted = users.filter(({ name }) => name === requests);
  const failed = counted.filter(({ labels }) => STATUSES.some((label) => labels[label]?.startsWith('5')));
  const [started] = samples.filter(({ name }) => name === 'process_start_time_seconds');
  const took = histogramOf(users, duration);
  const weaviateTook = histogramOf(users, weaviate);
  return {
    atMs,
    ...(started && { startedMs: Math.round(started.value * 1000) }),
    // A counter with labels is there only when something was counted.
    ...(isDeclared(samples, requests) && { requests: sum(counted), serverErrors: sum(failed) }),
    ...(took && { took }),
    ...(weaviateTook && { weaviateTook }),
  };
}

/** The health check's own series declare the counter as well. */
const isDeclared = (samples: Sample[], counter: string) => samples.some(({ name }) => name === counter);

const sum = (samples: Sample[]) => samples.reduce((total, { value }) => total + value, 0);

/** All series of a histogram, added up. */
function histogramOf(samples: Sample[], name: string): AppHistogram | undefined {
  const buckets = Map.groupBy(
    samples.filter((s) => s.name === `${name}_bucket`),
    ({ labels }) => Number(labels.le?.replace('+Inf', 'Infinity')),
  );
  if (buckets.size === 0) return undefined;
  return {
    count: sum(samples.filter((s) => s.name === `${name}_count`)),
    sumSeconds: sum(samples.filter((s) => s.name === `${name}_sum`)),
    buckets: [...buckets]
      .filter(([bound]) => !Number.isNaN(bound))
      .toSorted(([a], [b]) => a - b)
      .slice(-MOST_BUCKETS)
      .map(([bound, of]) => ({ atMostSeconds: Number.isFinite(bound) ? bound : null, count: sum(of) })),
  };
}
