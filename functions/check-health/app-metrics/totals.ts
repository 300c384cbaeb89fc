import type { AppHistogram, AppTotals } from '../../shared/app-metrics.ts';
import type { MonitorConfig } from '../../shared/config/schema.ts';
import { declaredIn, readExposition, type Sample } from './exposition.ts';

export type AppMetricsConfig = NonNullable<MonitorConfig['metrics']>;

/** More are kept of no histogram. */
const MOST_BUCKETS = 60;
/** Labels that carry a path, as instrumentations name them, and those that carry a status. */
const PATHS = ['handler', 'path', 'endpoint', 'route', 'path_template'];
const STATUSES = ['status', 'status_code', 'code', 'http_status'];

/**
 * What a page in Prometheus's text format says of AtlasML since its start.
 * @param ownPaths are no requests of users: those of health checks, and that of the exposition.
 */
export function totalsOf(
  page: string,
  { requests, duration, weaviate }: Pick<AppMetricsConfig, 'requests' | 'duration' | 'weaviate'>,
  ownPaths: string[],
  atMs: number,
): AppTotals {
  const samples = readExposition(page);
  const declared = declaredIn(page);
  const isOwn = ({ labels }: Sample) => PATHS.some((label) => ownPaths.includes(labels[label] ?? ''));
  const users = samples.filter((sample) => Number.isFinite(sample.value) && !isOwn(sample));
  const counted = users.filter(({ name }) => name === requests);
  const failed = counted.filter(({ labels }) => STATUSES.some((label) => labels[label]?.startsWith('5')));
  const [started] = samples.filter(({ name }) => name === 'process_start_time_seconds');
  const histogram = (name: string) => (declared.has(name) ? histogramOf(users, name) : undefined);
  const took = histogram(duration);
  const weaviateTook = histogram(weaviate);
  return {
    atMs,
    ...(started && { startedMs: Math.round(started.value * 1000) }),
    ...(declared.has(requests) && { requests: sum(counted), serverErrors: sum(failed) }),
    ...(took && { took }),
    ...(weaviateTook && { weaviateTook }),
  };
}

const sum = (samples: Sample[]) => samples.reduce((total, { value }) => total + value, 0);

/** All series of a histogram, added up. */
function histogramOf(samples: Sample[], name: string): AppHistogram {
  const buckets = Map.groupBy(
    samples.filter((s) => s.name === `${name}_bucket`),
    ({ labels }) => Number(labels.le?.replace('+Inf', 'Infinity')),
  );
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
