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
  { minute: 3, told: 'OpenAI begins to answer 429', perform: async (a) => a.suffer('openai-limits') },
  { minute: 7, told: 'OpenAI is well again, but Weaviate stops', perform: async (a) => a.suffer('weaviate-down') },
  { minute: 12, told: 'AtlasML is killed; Docker starts it again', perform: (a) => a.kill().then(() => a.start()) },
  { minute: 13, told: 'Docker starts it again', perform: (a) => a.start() },
  { minute: 14, told: 'Docker starts it again', perform: (a) => a.start() },
  { minute: 15, told: 'Weaviate is back, and so is AtlasML', perform: (a) => a.suffer('none').start() },
];
/** Long enough for every alarm to be well again after the last act, and for the incident to end, on a busy machine too. */
export const PLAY_MINUTES = 34;

export interface Stage {
  announce(text: string): void;
  /** True as soon as somebody directs it himself: then no act follows, and the play has no end. */
  isDirected(): boolean;
}

/** Plays the acts against the simulated AtlasML, to the end of the play. */
export async function play(
  atlasml: SimulatedAtlasML,
  clock: Clock,
  signal: AbortSignal,
  { announce, isDirected }: Stage,
): Promise<void> {
  const started = clock.now();
  const acts = ACTS.values();
  let next = acts.next().value;
  while (!signal.aborted && !isDirected() && clock.now() < started + PLAY_MINUTES * 60_000) {
    if (next && clock.now() >= started + next.minute * 60_000) {
      announce(next.told);
      await next.perform(atlasml);
      next = acts.next().value;
    }
    await clock.sleep(1_000);
  }
}
