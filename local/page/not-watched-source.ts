import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { Now, PageSource } from './port.ts';
import { periodsOf } from './timeline.ts';

/** A service that is configured and not watched yet, or not any more: nothing of it is known. */
export function notWatchedSource(
  { slug, service, environment }: Pick<MonitorConfig, 'slug' | 'service' | 'environment'>,
  clock: Pick<Clock, 'now'>,
): PageSource {
  const now = async (): Promise<Now> => ({
    atMs: clock.now(),
    verdict: 'unknown',
    sentence: `${service} ${environment} is not watched: its monitor does not run. It is tried again each minute.`,
    besides: [],
    parts: [],
    figures: [],
  });
  return {
    id: slug,
    service,
    environment,
    clock: { now: clock.now, speed: 1 },
    now,
    timeline: async (range) => ({ ...periodsOf(range, clock.now()), charts: [], marks: [] }),
  };
}
