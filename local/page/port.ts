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
  /** @param sinceMs only periods that end after it. */
  timeline(range: Range, sinceMs?: number): Promise<Timeline>;
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

/** How far back the charts reach. */
export type Range = '1h' | '24h' | '7d' | '30d';

/** All charts of a range, on one axis of time: value `i` of each curve is of the period that begins at `fromMs + i * stepMs`. */
export interface Timeline {
  fromMs: number;
  /** The end of the last period. */
  toMs: number;
  stepMs: number;
  charts: Chart[];
  marks: Mark[];
}

/** `states`: 1 well, 0 failing. `stack`: curves upon each other. */
export interface Chart {
  id: string;
  title: string;
  kind: 'states' | 'lines' | 'stack';
  /** Stands behind each value: "%", "s", "a minute". */
  unit: string;
  curves: Curve[];
  /** Where an alarm begins. */
  limit?: { value: number; label: string };
  /** Where a curve goes by its trend. */
  forecast?: { fromMs: number; from: number; toMs: number; to: number; label: string };
}

/** What a curve means; a colour follows from it. */
export type Tone = 'plain' | 'second' | 'well' | 'warned' | 'failing' | 'kind';

export interface Curve {
  label: string;
  tone: Tone;
  /** Null where nothing is known. */
  values: (number | null)[];
}

/** Something that happened, on the axis of time. */
export interface Mark {
  kind: 'incident' | 'start' | 'silence' | 'message';
  fromMs: number;
  /** Absent for a moment, and for what has not ended. */
  toMs?: number;
  label: string;
  /** The incident to look at. */
  incident?: string;
}
