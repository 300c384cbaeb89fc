import { CONTAINER_SERIES } from '../../functions/shared/container-series.ts';
import { type ContainerEvent, type ContainerObservation, ENDS } from '../../functions/shared/observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { ContainerLog } from '../docker/container-log.ts';
import { followedContainer } from '../docker/followed-container.ts';
import { KeptMoments } from '../docker/kept-moments.ts';
import type { AskedDocker } from '../docker/open-docker.ts';
import type { WatchedContainer } from '../docker/watched-container.ts';
import { askedQueries } from '../follow/asked-queries.ts';
import type { FollowedLog } from '../follow/followed-log.ts';
import { KeptLines } from '../follow/kept-lines.ts';
import { each } from '../follow/log-file.ts';
import { LogSeconds } from '../follow/log-seconds.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { type FollowedLogs, LOG_KEEP_MS, SECONDS } from './sources.ts';

/** The log of a container by Docker's Engine. Where it was read to before is in the store, and what is worth keeping goes there. */
export function containerSource(
  { engine, names: { container: name }, otherLog }: Pick<AskedDocker, 'engine' | 'names' | 'otherLog'>,
  { store, clock, logs }: { store: SqliteStore; clock: Clock; logs: FollowedLogs },
): FollowedLog {
  const seconds = new LogSeconds(askedQueries(logs), SECONDS);
  const position = store.positions.read(name);
  const kept = new KeptLines(store, new KeptMoments(store));
  const log = new ContainerLog(engine, name, each([seconds, kept]), { keepMs: LOG_KEEP_MS, timezone: logs.timezone, position });
  return followedContainer(log, seconds, clock, { note: () => store.positions.save(name, log.position), otherLog });
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
  const { namespace, memory, cpu } = CONTAINER_SERIES;
  if (memoryPercent !== undefined) store.putSample(namespace, memory, {}, memoryPercent, atMs);
  if (cpuPercent !== undefined) store.putSample(namespace, cpu, {}, cpuPercent, atMs);
}

const MINUTE_MS = 60_000;
/** More than the Engine tells events of. */
const MOST_KEPT = 1_000;

/**
 * Keeps of each look what the checklists ask for: sizes, and how AtlasML's container ended. An end is a count of its minute, so that a
 * look that sees it again changes nothing.
 * @returns takes a look.
 */
export function seriesOfLooks(store: Pick<SqliteStore, 'putSample'>): (seen: ContainerObservation) => void {
  const kept = new Map<string, string>();
  const keep = (metric: string, dimensions: Record<string, string>, value: number | undefined, atMs: number) => {
    const key = `${metric} ${JSON.stringify(dimensions)} ${metric === ends ? atMs : ''}`;
    const sample = `${atMs} ${value}`;
    if (value === undefined || kept.get(key) === sample) return;
    kept.set(key, sample);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
    store.putSample(namespace, metric, dimensions, value, atMs);
  };
  const { namespace, volumeBytes, logBytes, ends } = CONTAINER_SERIES;
  return ({ events, disk, state, others = [] }) => {
    for (const { name, bytes } of disk?.volumes ?? []) keep(volumeBytes, { Volume: name }, bytes, disk?.atMs ?? 0);
    for (const { name, log } of [state, ...others.map((other) => other.state)].flatMap((s) => s ?? [])) {
      if (disk) keep(logBytes, { Container: name }, log.bytes, disk.atMs);
    }
    const ended = events.filter(({ what }) => ENDS.includes(what));
    for (const alike of Map.groupBy(ended, ({ atMs, what }) => `${minuteOf(atMs)} ${what}`).values()) {
      const [{ atMs, what }] = alike as [ContainerEvent];
      keep(ends, { What: what }, alike.length, minuteOf(atMs));
    }
  };
}

const minuteOf = (ms: number) => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
