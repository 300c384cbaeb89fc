import { type ContainerEvent, type ContainerObservation, mergedEvents } from '../../functions/shared/container-observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { endedWithHost, holdsEvents, readDockerEvents } from './read-events.ts';

/** As long as the Engine remembers at most, and for the later looks an overlap. */
const FIRST_MS = 6 * 3_600_000;
const OVERLAP_MS = 120_000;
/** What an end is judged by: its signal of a minute before, and the container made in its place. */
const CONTEXT_MS = 120_000;
/** Docker's own health checks are two events each: they are not asked for. */
const EVENTS = [
  'create',
  'start',
  'die',
  'oom',
  'kill',
  'stop',
  'restart',
  'rename',
  'destroy',
  'pause',
  'unpause',
  'health_status',
];

/**
 * Looks at the events of a container, again and again: each look asks for what came since the one before, because the Engine
 * forgets all but the newest.
 * @returns a function that looks once. It throws when the Engine cannot be asked.
 */
export function dockerEvents(
  engine: Pick<Engine, 'get'>,
  name: string,
  clock: Pick<Clock, 'now'>,
): () => Promise<ContainerObservation> {
  let events: ContainerEvent[] = [];
  let lookedMs: number | undefined;
  return async () => {
    const nowMs = clock.now();
    const sinceMs = lookedMs === undefined ? nowMs - FIRST_MS : lookedMs - OVERLAP_MS - CONTEXT_MS;
    const query = new URLSearchParams({
      since: String(Math.floor(sinceMs / 1000)),
      // Without an end the Engine goes on sending.
      until: String(Math.floor(nowMs / 1000)),
      filters: JSON.stringify({ type: ['container'], event: EVENTS }),
    });
    const body = await engine.get(`/events?${query}`).catch((error: EngineError) => {
      if (error.fault === 'absent') events = endedWithHost(events, nowMs);
      throw error;
    });
    if (!holdsEvents(body)) throw new EngineError('garbled', 'what Docker says of events cannot be read: is it a Docker Engine?');
    const fromMs = lookedMs === undefined ? 0 : lookedMs - OVERLAP_MS;
    const seen = readDockerEvents(body, name).filter(({ atMs }) => atMs >= fromMs);
    lookedMs = nowMs;
    events = mergedEvents(events, seen, nowMs);
    return { check: 'container', atMs: nowMs, runtime: 'Docker', events };
  };
}
