import type { ContainerEvent } from '../../functions/shared/container-observation.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { Engine } from './engine.ts';
import { dockerEvents } from './events.ts';

/** That a container is well, or goes on, changes nothing at once. */
const NO_NEWS: ContainerEvent['what'][] = ['healthy', 'resumed'];

/**
 * Looks whether something happened to a container since the look before, so that the checks need not wait for their minute. The first
 * look is only where it begins.
 * @returns a function that looks once. It throws when the Engine cannot be asked.
 */
export function containerNews(engine: Pick<Engine, 'get'>, name: string, clock: Pick<Clock, 'now'>): () => Promise<boolean> {
  const look = dockerEvents(engine, name, clock);
  let known: Set<string> | undefined;
  return async () => {
    const { events } = await look();
    const ids = events.filter(({ what }) => !NO_NEWS.includes(what)).map(({ atMs, id, what }) => `${atMs} ${id} ${what}`);
    const before = known;
    known = new Set(ids);
    return before !== undefined && ids.some((id) => !before.has(id));
  };
}
