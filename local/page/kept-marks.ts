import type { Silence } from '../../functions/shared/incident/reporter-state.ts';
import type { LogsObservation, Observation } from '../../functions/shared/observation.ts';
import { cutEnds } from '../../functions/shared/text/cut.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { Mark } from './port.ts';

type Store = Pick<SqliteStore, 'putSample' | 'read' | 'dimensionsOf'>;

const NAMESPACE = 'AtlasML/Page';
const MINUTE_MS = 60_000;
/** The text of a kind is a name of a curve. */
const MOST_CHARACTERS = 90;
/** A service with more kinds of error than these has another trouble than its charts. */
const MOST_KINDS = 60;
const OTHERS = 'other kinds';

/** A kind of error with its counts, each over the window of check-logs. */
export interface KindCounts {
  label: string;
  points: { atMs: number; value: number }[];
}

/**
 * What charts show beyond the metrics that alarms need: errors by their kind, starts and silences. It stands beside the metrics, under a
 * name of its own, and grows old with them.
 */
export class KeptMarks {
  readonly #store: Store;
  readonly #dimensions: Record<string, string>;
  #lastStartMs: number | undefined;
  #silence: Silence | undefined;
  #labels: Set<string> | undefined;

  /** @param slug of the service. */
  constructor(store: Store, slug: string) {
    this.#store = store;
    this.#dimensions = { Environment: slug };
  }

  /** Keeps what an observation says of kinds of error and starts. */
  observed(observation: Observation): void {
    if (observation.check !== 'logs' || !observation.counts) return;
    const { lastStartMs } = observation.counts;
    if (lastStartMs !== null && lastStartMs !== this.#lastStartMs) {
      this.#lastStartMs = lastStartMs;
      this.#put('Starts', {}, 1, lastStartMs);
    }
    for (const [label, count] of this.#countsOf(observation)) this.#put('ErrorKinds', { Kind: label }, count, observation.atMs);
  }

  /** Keeps when a silence began, for how many minutes, and that it was ended before. @param nowMs epoch ms. */
  silent(silence: Silence | undefined, nowMs: number): void {
    const before = this.#silence;
    this.#silence = silence;
    if (silence && silence.fromMs !== before?.fromMs) {
      this.#put('Silences', {}, (silence.untilMs - silence.fromMs) / MINUTE_MS, silence.fromMs);
    }
    if (before && !silence && before.untilMs > nowMs) this.#put('SilenceEnds', {}, 1, nowMs);
  }

  async starts(startMs: number, endMs: number): Promise<Mark[]> {
    const points = await this.#read('Starts', {}, startMs, endMs, MINUTE_MS);
    return points.map(({ atMs }) => ({ kind: 'start', fromMs: atMs, label: 'AtlasML started' }));
  }

  async silences(startMs: number, endMs: number): Promise<Mark[]> {
    const [begun, ended] = await Promise.all(
      ['Silences', 'SilenceEnds'].map((metric) => this.#read(metric, {}, startMs - 24 * 60 * MINUTE_MS, endMs, MINUTE_MS)),
    );
    return (begun ?? []).map(({ atMs, value }): Mark => {
      const plannedMs = atMs + value * MINUTE_MS;
      const early = ended?.find((e) => e.atMs >= atMs && e.atMs < plannedMs);
      return { kind: 'silence', fromMs: atMs, toMs: early?.atMs ?? plannedMs, label: 'Silence: nobody was told' };
    });
  }

  /** The kinds of error of a time, those with most first. */
  async kinds(startMs: number, endMs: number, stepMs: number): Promise<KindCounts[]> {
    const all = await Promise.all(
      this.#store.dimensionsOf(NAMESPACE, 'ErrorKinds').map(async ({ Kind = '', Environment }) => ({
        label: Kind,
        points:
          Environment === this.#dimensions.Environment ? await this.#read('ErrorKinds', { Kind }, startMs, endMs, stepMs) : [],
      })),
    );
    const sum = ({ points }: KindCounts) => points.reduce((total, { value }) => total + value, 0);
    return all.filter(({ points }) => points.length > 0).sort((a, b) => sum(b) - sum(a));
  }

  /** Of more kinds than can be told apart the rest are one. */
  #countsOf({ evidence }: LogsObservation): Map<string, number> {
    const known = this.#labels ?? new Set(this.#store.dimensionsOf(NAMESPACE, 'ErrorKinds').map(({ Kind = '' }) => Kind));
    this.#labels = known;
    const counts = new Map<string, number>();
    for (const { logger, text, count } of evidence) {
      const words = cutEnds(redact(soundText(`${logger}: ${text}`)), MOST_CHARACTERS);
      const label = known.has(words) || known.size < MOST_KINDS ? words : OTHERS;
      known.add(label);
      counts.set(label, (counts.get(label) ?? 0) + count);
    }
    return counts;
  }

  #put(metric: string, more: Record<string, string>, value: number, atMs: number): void {
    this.#store.putSample(NAMESPACE, metric, { ...this.#dimensions, ...more }, value, atMs);
  }

  #read(metric: string, more: Record<string, string>, startMs: number, endMs: number, periodMs: number) {
    const dimensions = { ...this.#dimensions, ...more };
    const statistic = 'Maximum';
    return this.#store.read({
      namespace: NAMESPACE,
      metric,
      dimensions,
      statistic,
      periodSeconds: periodMs / 1000,
      startMs,
      endMs,
    });
  }
}
