import type { Clock } from '../../../functions/shared/ports.ts';
import type { SimulatedAtlasML } from './simulator.ts';

interface Act {
  /** Minutes from the start, on the play's clock. */
  minute: number;
  told: string;
  perform(atlasml: SimulatedAtlasML): Promise<unknown>;
}

/** The play: well, OpenAI failing, Weaviate down, a crash and failing starts, well again. */
export const ACTS: Act[] = [
  { minute: 0, told: 'AtlasML starts and is well', perform: (a) => a.start() },
  { minute: 3, told: 'OpenAI begins to answer 429', perform: async (a) => a.suffer('openai-fails') },
  { minute: 7, told: 'OpenAI is well again, but Weaviate stops', perform: async (a) => a.suffer('weaviate-down') },
  { minute: 12, told: 'AtlasML is killed; Docker starts it again', perform: (a) => a.kill().then(() => a.start()) },
  { minute: 13, told: 'Docker starts it again', perform: (a) => a.start() },
  { minute: 14, told: 'Docker starts it again', perform: (a) => a.start() },
  { minute: 15, told: 'Weaviate is back, and so is AtlasML', perform: (a) => a.suffer('none').start() },
];
/** Long enough for every alarm to be well again after the last act, and for the incident to end, on a busy machine too. */
export const PLAY_MINUTES = 34;

const USER_EVERY_MS = 4_000;
const DOCKER_EVERY_MS = 30_000;
const BODY = JSON.stringify({ description: 'Sort an array with merge sort', course_id: 1 });

/** Plays the acts against the simulated AtlasML, with users and Docker's health check asking all the while. */
export async function play(
  atlasml: SimulatedAtlasML,
  clock: Clock,
  signal: AbortSignal,
  announce: (text: string) => void,
): Promise<void> {
  const started = clock.now();
  const acts = ACTS.values();
  let next = acts.next().value;
  let docker = started;
  while (!signal.aborted && clock.now() < started + PLAY_MINUTES * 60_000) {
    if (next && clock.now() >= started + next.minute * 60_000) {
      announce(next.told);
      await next.perform(atlasml);
      next = acts.next().value;
    }
    await ask(`${atlasml.origin}/api/v1/competency/suggest`, { method: 'POST', body: BODY });
    if (clock.now() >= docker) {
      docker += DOCKER_EVERY_MS;
      await ask(`${atlasml.origin}/api/v1/health`, {});
    }
    await clock.sleep(USER_EVERY_MS);
  }
}

/** A client that does not mind: while AtlasML is down nobody answers. */
async function ask(url: string, init: RequestInit): Promise<void> {
  await fetch(url, { ...init, headers: { connection: 'close' } }).then(
    (r) => r.arrayBuffer(),
    () => undefined,
  );
}
