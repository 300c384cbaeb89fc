import type { Clock } from '../../../functions/shared/ports.ts';
import type { SimulatedAtlasML } from './simulator.ts';

/** One alone would never meet anybody; three make a line where each request takes its time. */
const USERS = 3;
const USER_EVERY_MS = 12_000;
const DOCKER_EVERY_MS = 30_000;
/** Of the reader's clock: a user who is not answered gives up. */
const PATIENCE_MS = 1_000;
const BODY = JSON.stringify({ description: 'Sort an array with merge sort', course_id: 1 });

/** Users, and Docker's health check, who ask the simulated AtlasML until the stop. */
export async function askAll(atlasml: SimulatedAtlasML, clock: Clock, signal: AbortSignal): Promise<void> {
  const each = async (everyMs: number, firstMs: number, once: () => Promise<void>) => {
    await clock.sleep(firstMs);
    while (!signal.aborted) {
      await once();
      await clock.sleep(everyMs);
    }
  };
  const suggest = () =>
    ask(`${atlasml.origin}/api/v1/competency/suggest`, { method: 'POST', body: atlasml.trouble.body ?? BODY });
  const users = Array.from({ length: USERS }, (_, i) => each(USER_EVERY_MS, (i * USER_EVERY_MS) / USERS, suggest));
  await Promise.all([...users, each(DOCKER_EVERY_MS, 0, () => ask(`${atlasml.origin}/api/v1/health`, {}))]);
}

/** A client that does not mind: while AtlasML is down nobody answers. */
async function ask(url: string, init: RequestInit): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  await fetch(url, { ...init, signal, headers: { connection: 'close' } }).then(
    (r) => r.arrayBuffer(),
    () => undefined,
  );
}
