/**
 * What the page shows, and what it asks for. The store of one machine is one implementation (`store-source.ts`); data of AWS could be
 * another. Times are epoch ms. Every text in it is sound and redacted.
 */
export interface PageSource {
  /** Stands in addresses: letters, digits and `-`. */
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  /** What stands above all on a page whose AtlasML is not real. */
  readonly simulated?: { sentence: string; sicknesses: Sickness[] };
  /** The clock of the monitor; a simulated one runs `speed` times as fast as the reader's. */
  readonly clock: { now(): number; speed: number };
  now(): Promise<Now>;
}

/** How it stands. Only `well` may be shown green, and only where nothing is unknown. */
export type Verdict = 'well' | 'warned' | 'failing' | 'down' | 'unstable' | 'unknown';

/** The state of a part. */
export type PartState = 'well' | 'failing' | 'unknown';

/** What the top of the page says. */
export interface Now {
  atMs: number;
  verdict: Verdict;
  /** One sentence, large. */
  sentence: string;
  /** What else must be known at once: silence, who is on it, what is unknown. A sentence each. */
  besides: string[];
  parts: Part[];
  figures: Figure[];
  /** The open incident. */
  incident?: { id: string; sinceMs: number; acknowledgedBy?: string };
  silence?: { untilMs: number; why: string; by: string };
}

/** AtlasML's own API, Weaviate, a collection, OpenAI: how it is by the newest look. */
export interface Part {
  name: string;
  state: PartState;
  /** One sentence. */
  words: string;
  /** Of what it is a part, such as a collection of Weaviate. */
  of?: string;
  /** When it was looked at last. */
  atMs?: number;
}

/** A number with its unit, as people read it. */
export interface Figure {
  label: string;
  /** "42", "0.4 s", "unknown". */
  value: string;
  isKnown: boolean;
}

/** Something that the simulated AtlasML can suffer from. */
export interface Sickness {
  id: string;
  label: string;
  /** One sentence: what happens then. */
  words: string;
}

/** How one service stands, as browsers hear it. */
export interface LiveNow {
  service: string;
  /** The clock of the monitor, and how fast it runs. */
  clockMs: number;
  speed: number;
  now: Now;
}
