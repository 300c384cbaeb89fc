import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogEvent } from '../../insights/index.ts';
import { TextDecoding } from '../lines/encoding.ts';
import { LineClock, type SeenClock } from '../lines/line-clock.ts';
import { LineCutter } from '../lines/line-cutter.ts';
import { type HowRead, type Line, LineReader } from '../lines/line-reader.ts';

const CHUNK_BYTES = 1 << 20;
/** Docker asks for the health each 30 s: the last line with a time is hardly older in a log that grows. */
const LATE_MS = 90_000;

/** Follows a log file as it grows and keeps the newest events. A file that shrank was rotated and is read from its start. */
export class LogFile {
  readonly #path: string;
  readonly #keepMs: number;
  readonly #timezone: string | undefined;
  #offset = 0;
  #decoding = new TextDecoding();
  #cutter = new LineCutter();
  #reader = new LineReader();
  #clock: LineClock | undefined;
  #readMs: number | undefined;
  #events: LogEvent[] = [];

  /** @param timezone the zone of AtlasML's clock, where it is configured. */
  constructor(path: string, keepMs: number, timezone?: string) {
    this.#path = path;
    this.#keepMs = keepMs;
    this.#timezone = timezone;
  }

  /** Reads what is new and returns the events kept. @throws when the file cannot be read. */
  read(nowMs: number): LogEvent[] {
    const { lines, writtenMs } = this.#newLines();
    // A line without a time is stamped with the line before, or with now when it is the first.
    this.#clock ??= new LineClock(this.#timezone, nowMs);
    const fromMs = this.#readMs;
    if (fromMs === undefined) this.#clock.anchor(lines, writtenMs, LATE_MS);
    const events = this.#clock.place(lines, fromMs === undefined ? undefined : { fromMs, toMs: nowMs });
    const correction = this.#clock.takeCorrection();
    if (correction !== 0) for (const event of this.#events) event.timestamp += correction;
    this.#readMs = nowMs;
    this.#events = [...this.#events, ...events].filter((e) => e.timestamp > nowMs - this.#keepMs);
    return this.#events;
  }

  /** What is known of AtlasML's clock by what was read. */
  get clock(): SeenClock | undefined {
    return this.#clock?.seen;
  }

  get how(): HowRead {
    return this.#reader.how;
  }

  #newLines(): { lines: Line[]; writtenMs: number } {
    const file = openSync(this.#path, 'r');
    try {
      const { size, mtimeMs } = fstatSync(file);
      if (size < this.#offset) this.#startOver();
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const lines: Line[] = [];
      const take = (text: string) => {
        for (const line of this.#reader.push(this.#cutter.push(text))) lines.push(line);
      };
      for (
        let length = readSync(file, chunk, 0, CHUNK_BYTES, this.#offset);
        length > 0;
        length = readSync(file, chunk, 0, CHUNK_BYTES, this.#offset)
      ) {
        this.#offset += length;
        take(this.#decoding.decode(chunk.subarray(0, length)));
      }
      take(this.#decoding.flush());
      return { lines: [...lines, ...this.#reader.flush()], writtenMs: mtimeMs };
    } finally {
      closeSync(file);
    }
  }

  #startOver(): void {
    this.#offset = 0;
    this.#decoding = new TextDecoding();
    this.#cutter = new LineCutter();
    this.#reader = new LineReader();
  }
}
