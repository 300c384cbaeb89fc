import { clockTime } from '../../functions/shared/text/words.ts';
import type { LogEvent } from '../../insights/index.ts';
import { LineClock, type SeenClock } from '../lines/line-clock.ts';
import { readOwnStamp } from '../lines/stamps.ts';
import { byNameOrId, inspect } from './container.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { Inspection } from './inspection.ts';
import { type LogRecord, msOf } from './log-records.ts';
import { logOf } from './log-stream.ts';
import { LeftOff, OVERLAP_NS, ReadLines, type ReadPosition } from './read-position.ts';

/** Takes events in the order in which they were written. */
export interface EventSink {
  add(events: readonly LogEvent[], nowMs: number): void;
}

/** Epoch ms, both ends included. */
export interface Window {
  startMs: number;
  endMs: number;
}

export interface ContainerLogOptions {
  /** How far back the log is read at the start, also what an earlier process had read: it is in no memory. */
  keepMs: number;
  /** Of AtlasML's clock, where it is configured. */
  timezone?: string | undefined;
  /** Where an earlier process stopped reading. */
  position?: ReadPosition | undefined;
}

const LONGEST_MS = 50_000;
/** No check looks back further for what is not known. */
const GAPS_MS = 6 * 3_600_000;
const LONGEST_ID = 12;
const ROTATED = 'the log of the container was rotated or emptied before all of it was read: lines are missing';
const REMADE = 'the container was removed and created again: what the old one logged last may be missing';

const BEGINS_LATE = 'the log of the container begins after it started: what it logged before may have been rotated away';
/** Docker asks for the health each 30 s, and each is logged. */
const LATE_MS = 90_000;

/**
 * The log of a container by the Engine's API, for each driver that gives it back: as it grows, over restarts, over connections that end,
 * and over the container being made anew under its name. Each line has the moment at which Docker took it.
 */
export class ContainerLog {
  readonly #engine: Engine;
  readonly #name: string;
  readonly #sink: EventSink;
  readonly #options: ContainerLogOptions;
  readonly #clock: LineClock;
  #read: ReadLines | undefined;
  /** The state in which the log was read to its end, where nothing comes after it: begins with the ID. */
  #ended: string | undefined;
  /** What is missing, and what may be. */
  #gaps: (Window & { text: string; isSure: boolean })[] = [];
  #leftOff: LeftOff | undefined;
  #failed: EngineError | undefined;

  constructor(engine: Engine, name: string, sink: EventSink, options: ContainerLogOptions) {
    this.#engine = engine;
    this.#name = name;
    this.#sink = sink;
    this.#options = options;
    this.#clock = new LineClock(options.timezone);
  }

  /** Reads what is there. @returns whether more may follow: its container runs. @throws EngineError */
  async catchUp(nowMs: number): Promise<boolean> {
    try {
      const container = await inspect(this.#engine, this.#name);
      const { Running, StartedAt, FinishedAt } = container.State;
      const ended = Running ? undefined : `${container.Id} ${StartedAt} ${FinishedAt}`;
      if (ended === undefined || ended !== this.#ended) await this.#readOn(container, nowMs);
      this.#ended = ended;
      this.#failed = undefined;
      return Running;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Reads on as the log grows, until its container ends or the signal comes. @param now epoch ms @throws EngineError */
  async follow(now: () => number, signal: AbortSignal): Promise<void> {
    const read = this.#read;
    if (!read) return;
    try {
      await this.#take(read, await byNameOrId(this.#engine, read.id), now, signal, true);
      // Docker ends it behind the last line of a container that ends.
      if (!signal.aborted) this.#ended = `${read.id} as it was followed`;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  get clock(): SeenClock | undefined {
    return this.#read && this.#clock.seen;
  }

  get position(): ReadPosition | undefined {
    return this.#read?.position;
  }

  /** Why the log is not known now; undefined while it is read. */
  get failed(): EngineError | undefined {
    return this.#failed;
  }

  /** Why what happened in a window is not known; undefined where it is. */
  unknownIn(window: Window): string | undefined {
    return this.#failed?.message ?? this.#gapsIn(window, true).at(-1);
  }

  /** What may be missing in a window, and cannot be known. */
  doubtsIn(window: Window): string[] {
    return this.#gapsIn(window, false);
  }

  #gapsIn({ startMs, endMs }: Window, isSure: boolean): string[] {
    return this.#gaps
      .filter((g) => g.isSure === isSure && g.startMs <= endMs && g.endMs >= startMs)
      .map((g) => `${g.text} (${clockTime(g.startMs)} to ${clockTime(g.endMs)} UTC)`);
  }

  async #readOn(container: Inspection, nowMs: number): Promise<void> {
    this.#gaps = this.#gaps.filter(({ endMs }) => endMs > nowMs - GAPS_MS);
    const now = () => nowMs;
    const signal = AbortSignal.timeout(LONGEST_MS);
    const before = this.#read ?? this.#readBefore(nowMs);
    if (before && before.id !== container.Id) await this.#finish(before, container, now, signal);
    this.#read = this.#read?.id === container.Id ? this.#read : new ReadLines(container.Id);
    await this.#take(this.#read, container, now, signal, false);
    this.#leftOff = undefined;
  }

  /** The container that an earlier process read, where that was not long ago. */
  #readBefore(nowMs: number): ReadLines | undefined {
    const { position } = this.#options;
    if (!position || msOf(BigInt(position.atNs)) < nowMs - this.#options.keepMs) return undefined;
    this.#leftOff = new LeftOff(position);
    return new ReadLines(position.id);
  }

  /** What the container of before logged last. It may be gone, and its log with it. */
  async #finish(before: ReadLines, container: Inspection, now: () => number, signal: AbortSignal): Promise<void> {
    try {
      await this.#take(before, await byNameOrId(this.#engine, before.id), now, signal, false);
    } catch (error) {
      if (!(error instanceof EngineError) || error.fault !== 'no-container') throw error;
      const newestNs = before.newestNs ?? this.#leftOff?.atNs;
      // Where its log had ended before it was removed, nothing can be missing.
      if (newestNs === undefined || this.#ended?.startsWith(before.id)) return;
      this.#gap(newestNs, container.State.StartedAt ?? now(), REMADE);
    }
    this.#leftOff = undefined;
  }

  async #take(
    read: ReadLines,
    container: Inspection,
    now: () => number,
    signal: AbortSignal,
    isFollowed: boolean,
  ): Promise<void> {
    const { newestNs } = read;
    const begin = BigInt(Math.floor(now() - this.#options.keepMs)) * 1_000_000n;
    const sinceNs = newestNs === undefined ? begin : newestNs - OVERLAP_NS;
    read.again();
    let firstNs: bigint | undefined;
    for await (const records of logOf(this.#engine, container, { sinceNs, isFollowed }, signal)) {
      firstNs ??= records[0]?.atNs;
      const fresh = records.filter((record) => {
        this.#noteLeftOff(record);
        const isNew = read.isNew(record, isFollowed);
        if (isNew && newestNs !== undefined && record.atNs > newestNs) this.#noteGone(read, newestNs, msOf(record.atNs));
        return isNew;
      });
      this.#handOn(fresh, container.Id, now());
    }
    if (newestNs === undefined && firstNs !== undefined) this.#noteBegin(container, begin, firstNs);
    if (newestNs !== undefined && !isFollowed) this.#noteGone(read, newestNs, now());
  }

  #noteBegin({ State }: Inspection, begin: bigint, firstNs: bigint): void {
    const fromMs = Math.max(msOf(begin), State.StartedAt ?? 0);
    if (msOf(firstNs) - fromMs > LATE_MS) this.#gap(BigInt(Math.floor(fromMs)) * 1_000_000n, msOf(firstNs), BEGINS_LATE);
  }

  #noteLeftOff(record: LogRecord): void {
    const leftOff = this.#leftOff;
    if (!leftOff?.isGoneBefore(record)) return;
    this.#gap(leftOff.atNs, msOf(record.atNs), ROTATED);
    this.#leftOff = undefined;
  }

  #noteGone(read: ReadLines, newestNs: bigint, untilMs: number): void {
    if (!read.isSomethingGone) return;
    read.forgetGone();
    this.#gap(newestNs, untilMs, ROTATED);
  }

  #gap(sinceNs: bigint, endMs: number, text: string): void {
    this.#gaps.push({ startMs: msOf(sinceNs), endMs, text, isSure: text === ROTATED });
  }

  #handOn(records: LogRecord[], id: string, nowMs: number): void {
    const source = id.slice(0, LONGEST_ID);
    // awslogs sends no empty event, either.
    const lines = records.flatMap(({ atNs, text }) => {
      const stampMs = readOwnStamp(text);
      return text === '' ? [] : [{ text, source, arrivalMs: msOf(atNs), ...(stampMs !== undefined && { stampMs }) }];
    });
    if (lines.length > 0) this.#sink.add(this.#clock.place(lines), nowMs);
  }

  #failure(error: unknown): EngineError {
    const known = error instanceof EngineError;
    this.#failed = known
      ? error
      : new EngineError('garbled', `the log of the container cannot be read: ${(error as Error).message}`);
    return this.#failed;
  }
}
