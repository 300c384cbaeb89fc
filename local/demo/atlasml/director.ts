import { SICKNESSES } from './sicknesses.ts';
import type { SimulatedAtlasML } from './simulator.ts';

/** Lets the simulated AtlasML suffer from what somebody asks for, one thing after another. */
export class Director {
  readonly sicknesses = SICKNESSES.map(({ id, label, words }) => ({ id, label, words }));
  /** True as soon as somebody asked for something. */
  isAsked = false;
  readonly #atlasml: SimulatedAtlasML;
  readonly #announce: (text: string) => void;
  #performing: Promise<unknown> = Promise.resolve();

  constructor(atlasml: SimulatedAtlasML, announce: (text: string) => void) {
    this.#atlasml = atlasml;
    this.#announce = announce;
  }

  /** @returns what happens now. @throws for a sickness that is not known. */
  async suffer(id: string): Promise<string> {
    const sickness = SICKNESSES.find((s) => s.id === id);
    if (!sickness) throw new Error(`there is no sickness ${JSON.stringify(id)}`);
    this.isAsked = true;
    const { label, words, perform } = sickness;
    this.#performing = this.#performing.then(() => {
      this.#announce(`${label}: ${words}`);
      return perform(this.#atlasml);
    });
    // It takes minutes of the simulated clock; whoever asked sees it come.
    this.#performing = this.#performing.catch((error: Error) => this.#announce(`${label}: ${error.message}`));
    return words;
  }

  /** Waits for what is being performed. */
  async ended(): Promise<void> {
    await this.#performing;
  }
}
