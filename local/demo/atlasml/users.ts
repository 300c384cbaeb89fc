import type { Clock } from '../../../functions/shared/ports.ts';
import type { SimulatedAtlasML } from './simulator.ts';

const USER_EVERY_MS = 4_000;
const DOCKER_EVERY_MS = 30_000;
/** Of the reader's clock: a user who is not answered gives up. */
const PATIENCE_MS = 1_000;
const BODY = JSON.stringify({ description: 'Sort an array with merge sort', course_id: 1 });

/** Users, and Docker's health check, who ask the simulated AtlasML until the stop. */
export async function askAll(atlasml: SimulatedAtlasML, clock: Clock, signal: AbortSignal): Promise<void> {
  let docker = clock.now();
  while (!signal.aborted) {
    const { body = BODY } = atlasml.trouble;
    await ask(`${atlasml.origin}/api/v1/competency/suggest`, { method: 'POST', body });
    if (clock.now() >= docker) {
      docker = clock.now() + DOCKER_EVERY_MS;
      await ask(`${atlasml.origin}/api/v1/health`, {});
    }
    await clock.sleep(USER_EVERY_MS);
  }
}

/** A client that does not mind: while AtlasML is down nobody answers. */
async function ask(url: string, init: RequestInit): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  await fetch(url, { ...init, signal, headers: { connection: 'close' } }).then(
    (r) => r.arrayBuffer(),
    () => undefined,
  );
}
