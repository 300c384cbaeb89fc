import { closeSync, openSync, readSync } from 'node:fs';
import { clockTime } from '../../../functions/shared/text/words.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { LineCutter } from '../../lines/line-cutter.ts';
import { LineReader } from '../../lines/line-reader.ts';
import { DISORDER_MS, Moments } from './moments.ts';
import type { PlainFile } from './plain-file.ts';
import type { ScannedPiece } from './scan-piece.ts';
import { type Stretch, stretchesIn } from './stretches.ts';

/** Of a longer stretch of time, or of more lines, nothing is read again: what is read of a log are minutes. */
const MOST_BYTES = 32 << 20;
/** The same lines are asked for minute by minute. */
const MOST_REMEMBERED = 8;
const MOST_REMEMBERED_BYTES = 1 << 20;
const DISORDER_SECONDS = DISORDER_MS / 1000;
/** Dropped at once, so that dropping costs little. */
const PORTION = 4_096;

type InFile = Stretch & { file: number };
/** Bytes of a file that follow each other. */
type Range = Omit<InFile, 'second'>;

/** Reads lines of files again whose places are known. The memory holds their places alone. */
export class LinesAgain {
  readonly #files: readonly PlainFile[];
  #stretches: InFile[] = [];
  #forgottenMs: number | undefined;
  readonly #remembered = new Map<string, LogEvent[]>();

  constructor(files: readonly PlainFile[]) {
    this.#files = files;
  }

  addPiece({ piece: { file }, stretches }: Pick<ScannedPiece, 'piece' | 'stretches'>): void {
    for (const stretch of stretchesIn(stretches)) this.#stretches.push({ ...stretch, file });
  }

  forget(beforeMs: number): void {
    const first = this.#firstFrom(Math.floor(beforeMs / 1000));
    if (first < PORTION) return;
    this.#forgottenMs = (this.#stretches[first - 1]?.second ?? 0) * 1000 + 999;
    this.#stretches = this.#stretches.slice(first);
  }

  unknownIn(startMs: number, endMs: number): string | undefined {
    if (this.#forgottenMs !== undefined && this.#forgottenMs >= startMs)
      return `of this time the lines until ${clockTime(this.#forgottenMs)} UTC were counted and are not read again`;
    const bytes = this.#rangesIn(startMs, endMs).reduce((sum, { from, to }) => sum + to - from, 0);
    return bytes > MOST_BYTES ? 'in this time more was logged than is read again' : undefined;
  }

  /** Both ends included, epoch ms. In the order of time. */
  read(startMs: number, endMs: number): LogEvent[] {
    return this.#rangesIn(startMs, endMs)
      .flatMap((range) => this.#eventsOf(range))
      .filter(({ timestamp }) => timestamp >= startMs && timestamp <= endMs)
      .sort((a, b) => a.timestamp - b.timestamp);
  }

  #rangesIn(startMs: number, endMs: number): Range[] {
    const [first, last] = [Math.floor(startMs / 1000), Math.floor(endMs / 1000)];
    const ranges: Range[] = [];
    for (let i = this.#firstFrom(first - DISORDER_SECONDS); i < this.#stretches.length; i++) {
      const { second, file, from, to, beforeMs } = this.#stretches[i] as InFile;
      if (second > last + DISORDER_SECONDS) break;
      if (second < first || second > last) continue;
      const before = ranges.at(-1);
      if (before?.file === file && before.to === from) before.to = to;
      else ranges.push({ file, from, to, beforeMs });
    }
    return ranges;
  }

  #eventsOf(range: Range): LogEvent[] {
    const { file, from, to } = range;
    const key = `${file} ${from} ${to}`;
    const known = this.#remembered.get(key);
    if (known) return known;
    const events = eventsIn(range, this.#files[file] as PlainFile);
    if (to - from > MOST_REMEMBERED_BYTES) return events;
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(key, events);
    return events;
  }

  /** The place of the first stretch of this second or later, by halving: they are nearly in order. */
  #firstFrom(second: number): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stretches[middle] as InFile).second < second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function eventsIn({ from, to, beforeMs }: Range, file: PlainFile): LogEvent[] {
  const bytes = Buffer.allocUnsafe(to - from);
  const open = openSync(file.path, 'r');
  try {
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(open, bytes, read, bytes.length - read, from + read);
      if (more === 0) throw new Error(`${file.path} was cut short while it was read`);
      read += more;
    }
  } finally {
    closeSync(open);
  }
  const cutter = new LineCutter();
  const reader = LineReader.ofPlainLines();
  const moments = new Moments(file, beforeMs, beforeMs);
  const lines = [...reader.push([...cutter.push(bytes.toString('utf8')), ...cutter.end()]), ...reader.end()];
  return lines.map(({ text, stampMs }) => ({
    timestamp: stampMs === undefined ? moments.nowMs : moments.stamped(stampMs),
    message: text,
  }));
}
