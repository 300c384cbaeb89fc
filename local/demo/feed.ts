import type { Clock } from '../../functions/shared/ports.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { SimulatedAtlasML } from './atlasml/simulator.ts';

/** Where an agent beside a container would write its memory. */
export const MEMORY = { namespace: 'Simulated/Docker', metric: 'memory_percent', dimensions: { container_name: 'atlasml' } };
const MINUTE_MS = 60_000;
const LOG_EVERY_MS = 5_000;
/** About a tenth of its limit, and what leaks. */
const usual = (atMs: number) => 11 + Math.sin(atMs / 600_000);

/** A container's memory as an agent beside it would report it. A start gives back what leaked. */
export async function feedMemory(
  atlasml: SimulatedAtlasML,
  store: SqliteStore,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const put = (percent: number, atMs: number) =>
    store.putSample(MEMORY.namespace, MEMORY.metric, MEMORY.dimensions, Math.min(99, percent), atMs);
  for (let minutesAgo = 180; minutesAgo > 0; minutesAgo--) {
    const atMs = clock.now() - minutesAgo * MINUTE_MS;
    put(usual(atMs), atMs);
  }
  let leaked = 0;
  while (!signal.aborted) {
    const { leaksPerMinute } = atlasml.trouble;
    leaked = leaksPerMinute === undefined ? 0 : leaked + leaksPerMinute;
    put(usual(clock.now()) + leaked, clock.now());
    await clock.sleep(MINUTE_MS);
  }
}

/** Keeps the lines of the log, as a followed file is kept: redacted, without what users sent. */
export async function feedLog(atlasml: SimulatedAtlasML, store: SqliteStore, clock: Clock, signal: AbortSignal): Promise<void> {
  let from = 0;
  while (!signal.aborted) {
    // The simulator forgets its oldest lines.
    from = Math.min(from, atlasml.events.length);
    const events = atlasml.events.slice(from);
    from = atlasml.events.length;
    if (events.length > 0) store.logs.add(events);
    await clock.sleep(LOG_EVERY_MS);
  }
}
