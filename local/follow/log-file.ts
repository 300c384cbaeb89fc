import { clockTime } from '../../functions/shared/text/words.ts';
import { LineClock, type SeenClock } from '../lines/line-clock.ts';
import { type HowRead, type Line, LineReader } from '../lines/line-reader.ts';
import { FollowedFiles } from './followed-files.ts';
import type { FollowedEvent, FollowedLine } from './line-kinds.ts';
import type { Portion } from './portion.ts';

/** Docker asks for the health each 30 s: the last line with a time is hardly older in a log that grows. */
const LATE_MS = 90_000;
/** What is read is handed on in pieces of this size, so that its lines are never all in memory. */
const PORTION_BYTES = 128 << 10;
const UNKNOWN_PORTION_BYTES = 4 << 20;
/** No check looks back further. */
const LOOK_BACK_MS = 6 * 3_600_000;
/** Of a log that no line of AtlasML's came from. */
const NOTHING_READ: HowRead = new LineReader().how;

/** Epoch ms, both ends included. */
export interface Window {
  startMs: number;
  endMs: number;
}

/** What becomes of the events of a log, in the order in which they were written. */
export interface LogSink {
  add(events: readonly FollowedEvent[], nowMs: number): void;
  /** The clock of AtlasML is now known to be other than it was taken for: what was added came so much later. */
  correct(byMs: number): void;
  /** Events until then are missing, epoch ms. */
  dropped(untilMs: number): void;
}

/** Each of several gets all. */
export function each(sinks: readonly LogSink[]): LogSink {
  return {
    add: (events, nowMs) => sinks.forEach((sink) => void sink.add(events, nowMs)),
    correct: (byMs) => sinks.forEach((sink) => void sink.correct(byMs)),
    dropped: (untilMs) => sinks.forEach((sink) => void sink.dropped(untilMs)),
  };
}

/** Follows a log file as it grows, is rotated, and comes and goes. */
export class LogFile {
  readonly #path: string;
  readonly #timezone: string | undefined;
  readonly #files: FollowedFiles;
  readonly #sink: LogSink;
  #clock: LineClock | undefined;
  #readMs: number | undefined;
  #isAnchored = false;
  /** Something was left out, and no line after it has come yet. */
  #isCut = false;
  #missingSinceMs: number | undefined;
  /** The last look at which the file was there. */
  #thereMs: number | undefined;
  #doubts: (Window & { text: string })[] = [];

  /** @param timezone the zone of AtlasML's clock, where it is configured. */
  constructor(path: string, sink: LogSink, timezone?: string) {
    this.#path = path;
    this.#timezone = timezone;
    this.#files = new FollowedFiles(path, LOOK_BACK_MS);
    this.#sink = sink;
  }

  /**
   * Reads what is new. @throws when the file may not be read; one that is not there has nothing new.
   * @param nowMs when the look begins. @param now asked when lines were read: a look may take long, and no line is later than that
   */
  look(nowMs: number, now: () => number = () => nowMs): void {
    const sinceMs = this.#readMs ?? nowMs;
    const { isThere, failed, doubts } = this.#files.readPortions(
      nowMs,
      (portion) => this.#place(portion, nowMs, Math.max(nowMs, now())),
      this.#portionBytes,
    );
    if (this.#files.current) this.#readMs = nowMs;
    for (const text of doubts) this.#doubts.push({ startMs: sinceMs, endMs: nowMs, text });
    this.#note(isThere, nowMs);
    this.#doubts = this.#doubts.filter(({ endMs }) => endMs > nowMs - LOOK_BACK_MS);
    if (failed) throw failed;
  }

  /**
   * Why nothing is known of the time until a moment, epoch ms; undefined where it is. A file that is being rotated has no name for an
   * instant: what was written until the last look at which it was there is known.
   */
  missingUntil(endMs: number): string | undefined {
    const sinceMs = this.#missingSinceMs;
    if (sinceMs === undefined || (this.#thereMs !== undefined && endMs <= this.#thereMs)) return undefined;
    return `${this.#path} is not there since ${clockTime(sinceMs)} UTC: waiting for it`;
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

  /** As long as the clock is not known, more lines together tell it better. */
  get #portionBytes(): number {
    return this.#clock?.seen.offsetMs === undefined ? UNKNOWN_PORTION_BYTES : PORTION_BYTES;
  }

  #place({ lines, writtenMs, isCut, isLast }: Portion, nowMs: number, toMs: number): void {
    // A line without a time is stamped with the line before, or with now when it is the first.
    this.#clock ??= new LineClock(this.#timezone, nowMs);
    const fromMs = this.#readMs;
    if (fromMs === undefined) this.#anchor(this.#clock, lines, writtenMs, isLast, nowMs);
    const moments = this.#clock.momentsOf(lines, fromMs === undefined ? undefined : { fromMs, toMs, goesOn: !isLast });
    const events = lines.map((line, i) => eventOf(line, moments[i] as number));
    const correction = this.#clock.takeCorrection();
    if (correction !== 0) this.#sink.correct(correction);
    this.#isCut ||= isCut;
    if (this.#isCut && (events.length > 0 || isLast)) {
      this.#sink.dropped(events[0]?.timestamp ?? nowMs);
      this.#isCut = false;
    }
    this.#sink.add(events, nowMs);
  }

  /** The clock shows in the last lines of all: where these are not among the first portion, the times are read beforehand. */
  #anchor(clock: LineClock, lines: readonly Line[], writtenMs: number, isLast: boolean, nowMs: number): void {
    if (this.#isAnchored || this.#timezone !== undefined) return;
    this.#isAnchored = true;
    if (isLast) {
      clock.anchor(lines, writtenMs, LATE_MS);
      return;
    }
    const stamps: { stampMs: number }[] = [];
    let hasOuterTimes = false;
    const files = new FollowedFiles(this.#path, 0, true);
    const take = ({ lines }: Portion) => {
      for (const { stampMs, arrivalMs } of lines) {
        hasOuterTimes ||= arrivalMs !== undefined;
        // One that comes again tells nothing.
        if (stampMs !== undefined && stampMs !== stamps.at(-1)?.stampMs) stamps.push({ stampMs });
      }
    };
    const { failed } = files.readPortions(nowMs, take, PORTION_BYTES);
    files.close();
    if (!failed && !hasOuterTimes) clock.anchor(stamps, writtenMs, LATE_MS);
  }

  #note(isThere: boolean, nowMs: number): void {
    if (isThere) this.#thereMs = nowMs;
    if (!isThere) this.#missingSinceMs ??= nowMs;
    else if (this.#missingSinceMs !== undefined) {
      this.#doubts.push({ startMs: this.#missingSinceMs, endMs: nowMs, text: 'the log file was not there' });
      this.#missingSinceMs = undefined;
    }
  }
}

/** Made at once and alike: of a busy log there are many. */
function eventOf({ text: message, source: logStream, kind }: FollowedLine, timestamp: number): FollowedEvent {
  if (logStream !== undefined) return kind ? { timestamp, message, logStream, kind } : { timestamp, message, logStream };
  return kind ? { timestamp, message, kind } : { timestamp, message };
}
