import { clockTime } from '../../functions/shared/text/words.ts';
import type { LogEvent } from '../../insights/index.ts';
import { LineClock, type SeenClock } from '../lines/line-clock.ts';
import { type HowRead, LineReader } from '../lines/line-reader.ts';
import { FollowedFiles, type NewLines } from './followed-files.ts';
import { KeptEvents } from './kept-events.ts';

/** Docker asks for the health each 30 s: the last line with a time is hardly older in a log that grows. */
const LATE_MS = 90_000;
const MOST_KEPT_BYTES = 96 << 20;
/** Of a log that no line of AtlasML's came from. */
const NOTHING_READ: HowRead = new LineReader().how;

/** Epoch ms, both ends included. */
export interface Window {
  startMs: number;
  endMs: number;
}

/** Follows a log file as it grows, is rotated, and comes and goes; keeps the newest events. */
export class LogFile {
  readonly #path: string;
  readonly #keepMs: number;
  readonly #timezone: string | undefined;
  readonly #files: FollowedFiles;
  readonly #kept: KeptEvents;
  #clock: LineClock | undefined;
  #readMs: number | undefined;
  #missingSinceMs: number | undefined;
  #doubts: (Window & { text: string })[] = [];

  /**
   * @param timezone the zone of AtlasML's clock, where it is configured.
   * @param mostBytes of events that are kept.
   */
  constructor(path: string, keepMs: number, timezone?: string, mostBytes = MOST_KEPT_BYTES) {
    this.#path = path;
    this.#keepMs = keepMs;
    this.#timezone = timezone;
    this.#files = new FollowedFiles(path);
    this.#kept = new KeptEvents(keepMs, mostBytes);
  }

  /** Reads what is new and returns the events kept. @throws as {@link look} does. */
  read(nowMs: number): LogEvent[] {
    this.look(nowMs);
    return this.events;
  }

  /** Reads what is new. @throws when the file may not be read; one that is not there has nothing new. */
  look(nowMs: number): void {
    const sinceMs = this.#readMs ?? nowMs;
    const { isThere, failed, doubts, ...found } = this.#files.read(nowMs);
    if (this.#files.current) this.#place(found, nowMs);
    for (const text of doubts) this.#doubts.push({ startMs: sinceMs, endMs: nowMs, text });
    this.#note(isThere, nowMs);
    this.#doubts = this.#doubts.filter(({ endMs }) => endMs > nowMs - this.#keepMs);
    if (failed) throw failed;
  }

  /** The events that are kept, as of the last read. */
  get events(): LogEvent[] {
    return this.#kept.all();
  }

  /** Why what happened in a window is not known; undefined where it is. */
  unknownIn({ startMs }: Window): string | undefined {
    if (this.#missingSinceMs !== undefined) {
      return `${this.#path} is not there since ${clockTime(this.#missingSinceMs)} UTC: waiting for it`;
    }
    const { droppedMs } = this.#kept;
    if (droppedMs === undefined || droppedMs < startMs) return undefined;
    return `the log grows too fast to be kept: of this time the lines until ${clockTime(droppedMs)} UTC are not in memory any more`;
  }

  /** What may be missing in a window, and cannot be known. */
  doubtsIn({ startMs, endMs }: Window): string[] {
    const inside = this.#doubts.filter((d) => d.startMs <= endMs && d.endMs >= startMs);
    return inside.map((d) => `${d.text} (${clockTime(d.startMs)} to ${clockTime(d.endMs)} UTC)`);
  }

  /** What is known of AtlasML's clock by what was read. */
  get clock(): SeenClock | undefined {
    return this.#clock?.seen;
  }

  get how(): HowRead {
    return this.#files.current?.how ?? NOTHING_READ;
  }

  close(): void {
    this.#files.close();
  }

  #place({ lines, writtenMs, isCut }: Pick<NewLines, 'lines' | 'writtenMs' | 'isCut'>, nowMs: number): void {
    // A line without a time is stamped with the line before, or with now when it is the first.
    this.#clock ??= new LineClock(this.#timezone, nowMs);
    const fromMs = this.#readMs;
    if (fromMs === undefined) this.#clock.anchor(lines, writtenMs, LATE_MS);
    const events = this.#clock.place(lines, fromMs === undefined ? undefined : { fromMs, toMs: nowMs });
    const correction = this.#clock.takeCorrection();
    if (correction !== 0) this.#kept.correct(correction);
    this.#readMs = nowMs;
    if (isCut) this.#kept.dropped(events[0]?.timestamp ?? nowMs);
    this.#kept.add(events, nowMs);
  }

  #note(isThere: boolean, nowMs: number): void {
    if (!isThere) this.#missingSinceMs ??= nowMs;
    else if (this.#missingSinceMs !== undefined) {
      this.#doubts.push({ startMs: this.#missingSinceMs, endMs: nowMs, text: 'the log file was not there' });
      this.#missingSinceMs = undefined;
    }
  }
}
