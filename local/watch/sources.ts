import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STARTS_WINDOW_MS } from '../../functions/check-logs/check.ts';
import { type CgroupFiles, cgroupUsage } from '../../functions/check-memory/cgroup.ts';
import type { LogsConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, LogSource, MetricStore } from '../../functions/shared/ports.ts';
import { ContainerLog } from '../docker/container-log.ts';
import type { Engine } from '../docker/engine.ts';
import { followedContainer } from '../docker/followed-container.ts';
import type { WatchedContainer } from '../docker/watched-container.ts';
import { type FollowedLog, followedLog } from '../follow/followed-log.ts';
import { KeptEvents } from '../follow/kept-events.ts';
import { LogFile } from '../follow/log-file.ts';
import { localLogSource } from '../follow/log-source.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { CGROUP_MEMORY, DOCKER_USAGE } from './machine-config.ts';

const LOG_KEEP_MS = STARTS_WINDOW_MS + 120_000;

/**
 * A log file as it grows; one that is not there yet is waited for.
 * @param timezone the zone of the clock that writes it; found out when left out.
 * @throws when it may not be read.
 */
export function fileSource(path: string, clock: Pick<Clock, 'now'>, timezone?: string): FollowedLog {
  const file = new LogFile(path, LOG_KEEP_MS, timezone);
  file.look(clock.now());
  return followedLog(file, clock);
}

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
  { environment }: Pick<MonitorConfig, 'environment'>,
  store: Pick<MetricStore, 'read'>,
  docker?: Pick<WatchedContainer, 'whyNoMemory'>,
): Pick<MetricStore, 'read'> {
  let loading: Promise<Pick<MetricStore, 'read'>> | undefined;
  return {
    async read(request) {
      if (request.namespace === CGROUP_MEMORY.namespace) return store.read(request);
      if (request.namespace === DOCKER_USAGE.namespace) {
        if (docker?.whyNoMemory !== undefined && request.metric === DOCKER_USAGE.memory) throw new Error(docker.whyNoMemory);
        return store.read(request);
      }
      loading ??= import('../../functions/shared/aws/metric-store.ts').then((m) => m.cloudWatchMetricStore(environment));
      return (await loading).read(request);
    },
  };
}

const MOST_KEPT_BYTES = 96 << 20;

/** The log of a container by Docker's Engine; where it was read to before is in the store. */
export function containerSource(engine: Engine, name: string, store: SqliteStore, clock: Clock, timezone?: string): FollowedLog {
  const kept = new KeptEvents(LOG_KEEP_MS, MOST_KEPT_BYTES);
  const log = new ContainerLog(engine, name, kept, { keepMs: LOG_KEEP_MS, timezone, position: store.positions.read(name) });
  const { query, lines } = localLogSource(() => kept.all());
  return followedContainer(log, { query, lines }, clock, () => store.positions.save(name, log.position));
}

const SAMPLE_EVERY_MS = 30_000;

/** Samples what a container uses by Docker until it is stopped. */
export async function sampleDocker(
  store: SqliteStore,
  docker: WatchedContainer,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sampleDockerOnce(store, docker);
    await clock.sleep(SAMPLE_EVERY_MS);
  }
}

export async function sampleDockerOnce(store: SqliteStore, docker: WatchedContainer): Promise<void> {
  const { atMs = 0, memoryPercent, cpuPercent } = (await docker.usage()) ?? {};
  const { namespace, memory, cpu } = DOCKER_USAGE;
  if (memoryPercent !== undefined) store.putSample(namespace, memory, {}, memoryPercent, atMs);
  if (cpuPercent !== undefined) store.putSample(namespace, cpu, {}, cpuPercent, atMs);
}

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
