import type { Playback } from './playback.ts';

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
  /** @param sinceMs only periods that end after it. @param toMs the end of the range; now when left out. */
  timeline(range: Range, sinceMs?: number, toMs?: number): Promise<Timeline>;
  /** The open one and those that ended, the newest first. */
  incidents(): Promise<IncidentRow[]>;
  incident(id: string): Promise<IncidentView | undefined>;
  alarms(): Promise<AlarmView[]>;
  /** The newest lines before `toMs`, or those since a moment. */
  lines(window: { sinceMs: number } | { toMs: number }): Promise<Lines>;
  query(text: string, window: { startMs: number; endMs: number }): Promise<QueryAnswer>;
  language(): Language;
  checklist(kind: 'daily' | 'weekly' | 'monthly'): Promise<Checklist>;
  /** As in force; of secrets the names alone. */
  configuration(): unknown;
  /** @returns what was done, in a sentence. @throws when it is no order. */
  order(order: unknown): Promise<string>;
  /** A past that is played; absent where it is now. */
  readonly playback?: Playback;
  /** Makes the simulated AtlasML suffer; absent where it is real. @returns what happens now. */
  suffer?(sickness: string): Promise<string>;
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

/** A row of the list of incidents. */
export interface IncidentRow {
  id: string;
  openedMs: number;
  /** Absent while it is open. */
  endedMs?: number;
  /** How bad it was at its worst: DOWN, ALERT, WARN, UNKNOWN. */
  standing: string;
  short: string;
  acknowledgedBy?: string;
}

/** All that is known of an incident. */
export interface IncidentView extends IncidentRow {
  /** One sentence; absent where nobody found one yet. */
  cause?: string;
  isCertain: boolean;
  besides: string[];
  members: { title: string; state: 'alarm' | 'ok' | 'unknown' | 'removed'; sinceMs: number; meaning: string }[];
  timeline: { atMs: number; what: string }[];
  /** The newest first. */
  kinds: KindView[];
  /** What the last lines, a crash or a start that failed said. */
  lastWords: string[];
  messages: MessageView[];
  todo: string;
  runbook: string;
  postmortem: string;
}

/** A kind of error, with what was raised. */
export interface KindView {
  level: string;
  logger: string;
  text: string;
  count: number;
  newestMs: number;
  /** The exception and its places, a line each. */
  trace: string[];
}

/** A message as its receiver got it. */
export interface MessageView {
  atMs: number;
  receiver: string;
  kind: string;
  subject: string;
  text: string;
  /** Why it is not known that it arrived. */
  failure?: string;
}

export interface AlarmView {
  name: string;
  title: string;
  severity: 'page' | 'warn';
  state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  sinceMs: number;
  /** "above 3 s in 5 of 5 periods of 1 min" */
  rule: string;
  /** The newest value that it judges, with its time; absent without data. */
  value?: { value: number; atMs: number };
  /** Of the value and the threshold: "s", "%", "h", or nothing. */
  unit: string;
  /** Why it is as it is, in the words of the evaluator. */
  reason: string;
  meaning: string;
}

/** A line of the log, redacted. */
export interface LineView {
  atMs: number;
  message: string;
  stream?: string;
}

export interface Lines {
  lines: LineView[];
  /** From when on all lines that are kept stand here. */
  fromMs: number;
  toMs: number;
}

/** The answer to a query. */
export type QueryAnswer =
  | { state: 'rows'; columns: string[]; rows: Record<string, string>[]; words: string; warnings: string[]; console?: string }
  | { state: 'wrong'; message: string; offset: number; length: number };

/** The words of the language, for completion. */
export interface Language {
  commands: string[];
  functions: string[];
  fields: string[];
}

export interface Checklist {
  subject: string;
  headline: string;
  items: { status: 'well' | 'bad' | 'unknown' | 'person' | 'off'; what: string; fact: string; more: string[] }[];
}
