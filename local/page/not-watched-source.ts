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
    incidents: async () => [],
    incident: async () => undefined,
    alarms: async () => [],
    lines: async () => ({ lines: [], fromMs: clock.now(), toMs: clock.now() }),
    query: async () => ({ state: 'wrong', message: 'It is not watched.', offset: 0, length: 0 }),
    language: () => ({ commands: [], functions: [], fields: [] }),
    checklist: async () => ({ subject: '', headline: 'It is not watched.', items: [] }),
    configuration: () => ({}),
    order: async () => 'not done: it is not watched',
  };
}
