import type { Clock } from '../../functions/shared/ports.ts';
import { ContainerLog } from '../docker/container-log.ts';
import type { Engine } from '../docker/engine.ts';
import { followedContainer } from '../docker/followed-container.ts';
import type { WatchedContainer } from '../docker/watched-container.ts';
import { askedQueries } from '../follow/asked-queries.ts';
import type { FollowedLog } from '../follow/followed-log.ts';
import { LogSeconds } from '../follow/log-seconds.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { DOCKER_USAGE } from './machine-config.ts';
import { type FollowedLogs, LOG_KEEP_MS, SECONDS } from './sources.ts';

/** The log of a container by Docker's Engine; where it was read to before is in the store. */
export function containerSource(
  engine: Engine,
  name: string,
  { store, clock, logs }: { store: SqliteStore; clock: Clock; logs: FollowedLogs },
): FollowedLog {
  const seconds = new LogSeconds(askedQueries(logs), SECONDS);
  const position = store.positions.read(name);
  const log = new ContainerLog(engine, name, seconds, { keepMs: LOG_KEEP_MS, timezone: logs.timezone, position });
  return followedContainer(log, seconds, clock, () => store.positions.save(name, log.position));
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
