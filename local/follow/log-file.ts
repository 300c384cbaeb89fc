import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { LogEvent } from '../../insights/index.ts';
import { type LogFormat, readLogLines } from './log-lines.ts';

const CHUNK_BYTES = 1 << 20;

/** Follows a log file as it grows and keeps the newest events. A file that shrank was rotated and is read from its start. */
export class LogFile {
  readonly #path: string;
  readonly #keepMs: number;
  #offset = 0;
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #format: LogFormat | undefined;
  #events: LogEvent[] = [];

  constructor(path: string, keepMs: number) {
    this.#path = path;
    this.#keepMs = keepMs;
  }

  /** Reads what is new and returns the events kept. @throws when the file cannot be read. */
  read(nowMs: number): LogEvent[] {
    const lines = this.#newLines();
    // A line without a time is stamped with the line before, or with now when it is the first.
    const before = this.#events.at(-1)?.timestamp ?? nowMs;
    const { events, format } = readLogLines(lines, before, this.#format);
    this.#format = format;
    this.#events = [...this.#events, ...events].filter((e) => e.timestamp > nowMs - this.#keepMs);
    return this.#events;
  }

  #newLines(): string[] {
    const file = openSync(this.#path, 'r');
    try {
      if (fstatSync(file).size < this.#offset) this.#startOver();
      const chunk = Buffer.alloc(CHUNK_BYTES);
      let text = this.#rest;
      for (
        let size = readSync(file, chunk, 0, CHUNK_BYTES, this.#offset);
        size > 0;
        size = readSync(file, chunk, 0, CHUNK_BYTES, this.#offset)
      ) {
        this.#offset += size;
        text += this.#decoder.write(chunk.subarray(0, size));
      }
      const lines = text.split('\n');
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      closeSync(file);
    }
  }

  #startOver(): void {
    this.#offset = 0;
    this.#rest = '';
    this.#format = undefined;
    this.#decoder = new StringDecoder('utf8');
  }
}
