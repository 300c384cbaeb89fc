import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CgroupFiles, cgroupUsage } from '../../functions/check-memory/cgroup.ts';
import type { LogsConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import { CONTAINER_SERIES } from '../../functions/shared/container-series.ts';
import type { Clock, LogSource, MetricStore } from '../../functions/shared/ports.ts';
import type { WatchedContainer } from '../docker/watched-container.ts';
import { askedQueries } from '../follow/asked-queries.ts';
import { type FollowedLog, followedLog } from '../follow/followed-log.ts';
import { KeptLines } from '../follow/kept-lines.ts';
import { each, LogFile } from '../follow/log-file.ts';
import { LogSeconds } from '../follow/log-seconds.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { CGROUP_MEMORY } from './machine-config.ts';

/** As far as check-logs looks back for the beginning of a trouble, and a little more. */
export const LOG_KEEP_MS = 6 * 3_600_000 + 120_000;
/** What a log came to, packed: memory does not grow with the log. */
export const SECONDS = { keepMs: LOG_KEEP_MS, mostBytes: 24 << 20, mostLineBytes: 12 << 20 };

/**
 * A log file as it grows; one that is not there yet is waited for. What is worth keeping of it goes into the store.
 * @throws when it may not be read.
 */
export function fileSource(path: string, clock: Pick<Clock, 'now'>, logs: FollowedLogs, store: SqliteStore): FollowedLog {
  const seconds = new LogSeconds(askedQueries(logs), SECONDS);
  const file = new LogFile(path, each([seconds, new KeptLines(store)]), logs.timezone);
  file.look(clock.now());
  return followedLog(file, seconds, clock);
}

/** What is asked of a log, and the zone of the clock that writes it; that is found out when left out. */
export type FollowedLogs = Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes' | 'timezone'>;

/** The log group in AWS, with the rights of whoever starts the monitor; the SDK is loaded when it is first asked. */
export function cloudWatchSource(logs: LogsConfig, clock: Clock): LogSource {
  let loading: Promise<LogSource> | undefined;
  const source = () => {
    loading ??= import('../../functions/shared/aws/log-source.ts').then(({ insightsLogSource }) =>
      insightsLogSource(logs, clock),
    );
    return loading;
  };
  return { query: async (question) => (await source()).query(question), lines: async (window) => (await source()).lines(window) };
}

/** Where check-memory reads: what this machine samples itself, or else CloudWatch, where agents write it. */
export function usageSource(
  { slug }: Pick<MonitorConfig, 'slug'>,
  store: Pick<MetricStore, 'read'>,
  docker?: Pick<WatchedContainer, 'whyNo' | 'whyNothing'>,
): Pick<MetricStore, 'read'> {
  let loading: Promise<Pick<MetricStore, 'read'>> | undefined;
  return {
    async read(request) {
      if (request.namespace === CGROUP_MEMORY.namespace) return store.read(request);
      if (request.namespace === CONTAINER_SERIES.namespace) {
        const why = docker?.whyNo(request.metric === CONTAINER_SERIES.memory ? 'memory' : 'cpu');
        if (why !== undefined) throw new Error(why);
        const points = await store.read(request);
        if (points.length === 0 && docker?.whyNothing !== undefined) throw new Error(docker.whyNothing);
        return points;
      }
      loading ??= import('../../functions/shared/aws/metric-store.ts').then((m) => m.cloudWatchMetricStore(slug));
      return (await loading).read(request);
    },
  };
}

const SAMPLE_EVERY_MS = 30_000;

/** Samples the memory of a container until it is stopped. */
export async function sampleMemory(store: SqliteStore, directory: string, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    sampleOnce(store, directory, clock.now());
    await clock.sleep(SAMPLE_EVERY_MS);
  }
}

export function sampleOnce(store: SqliteStore, directory: string, nowMs: number): void {
  const percent = memoryPercent(directory);
  const { namespace, metric, dimensions } = CGROUP_MEMORY;
  if (percent !== undefined) store.putSample(namespace, metric, dimensions, percent, nowMs);
}

/** A container that restarts takes its cgroup away for a while: no sample then, which check-memory tells as unknown. */
function memoryPercent(directory: string): number | undefined {
  const read = (name: keyof CgroupFiles) => readFileSync(join(directory, name), 'utf8');
  try {
    return cgroupUsage({
      'memory.current': read('memory.current'),
      'memory.max': read('memory.max'),
      'memory.stat': read('memory.stat'),
    }).percent;
  } catch {
    return undefined;
  }
}
