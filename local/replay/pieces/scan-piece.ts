import { closeSync, openSync, readSync } from 'node:fs';
import type { LogEvent } from '../../../insights/index.ts';
import type { AskedQuery } from '../../follow/asked-queries.ts';
import { type Found, KnownLines } from '../../follow/known-lines.ts';
import { withoutReturn } from '../../lines/line-cutter.ts';
import { type Line, LineReader } from '../../lines/line-reader.ts';
import { type Mark, markOf } from '../log-marks.ts';
import { missingIn } from '../probe-facts.ts';
import { type Counted, type CountedMinute, Counting } from './counting.ts';
import { Moments, UnfitError } from './moments.ts';
import type { Piece, PlainFile } from './plain-file.ts';
import { type SaidInPiece, Saying } from './said.ts';
import { type PackedStretches, Stretching } from './stretches.ts';

/** What a piece of a log came to. Plain data, which passes from one thread to another. */
export interface ScannedPiece {
  piece: Piece;
  events: number;
  /** The moments of its lines, epoch ms. */
  oldestMs: number;
  newestMs: number;
  minutes: CountedMinute[];
  said: SaidInPiece;
  stretches: PackedStretches;
}

/** All that is kept of a line that is known. */
interface OfLine {
  counted: Counted;
  mark: Omit<Mark, 'atMs'> | undefined;
  missing: string | undefined;
}

const LF = 10;
const STAMP_BYTES = 19;
/** Read at once. A line that is longer is none of a log that can be cut. */
const BUFFER_BYTES = 4 << 20;

/** Scans pieces of log files, one after the other, by their bytes. What it learns of lines serves all. */
export class PieceScanner {
  readonly #counting: Counting;
  readonly #known = new KnownLines<OfLine>();
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  /** The newest time by its bytes, and as if it were UTC. */
  readonly #stamp = new Uint8Array(STAMP_BYTES);
  #stampMs = Number.NaN;
  #work!: Work;

  /** @param phaseMs where in a minute of the clock the minutes of the checks begin. @throws QueryError */
  constructor(queries: readonly AskedQuery[], phaseMs: number) {
    this.#counting = new Counting(queries, phaseMs);
  }

  /** @throws UnfitError where more of the log must be known */
  scan(piece: Piece, file: PlainFile): ScannedPiece {
    const work = new Work(this.#counting, new Moments(file, file.firstMs));
    this.#work = work;
    const open = openSync(file.path, 'r');
    try {
      this.#read(open, piece);
    } finally {
      closeSync(open);
    }
    for (const line of work.reader.end()) this.#count(line, work.openFrom ?? piece.to, piece.to);
    const { events, oldestMs, newestMs } = work;
    const stretches = work.stretching.end();
    return { piece, events, oldestMs, newestMs, minutes: work.counting.take(), said: work.saying.end(), stretches };
  }

  #read(open: number, { from, to }: Piece): void {
    const buffer = this.#buffer;
    let filled = 0;
    let place = from;
    while (place < to) {
      const read = readSync(open, buffer, filled, Math.min(buffer.length - filled, to - place), place);
      if (read === 0) throw new UnfitError('it was cut short meanwhile');
      place += read;
      filled += read;
      const used = this.#lines(buffer.subarray(0, filled), place - filled);
      if (used === 0 && filled === buffer.length) throw new UnfitError('a line of it is very long');
      buffer.copyWithin(0, used, filled);
      filled -= used;
    }
    if (filled > 0) this.#lines(Buffer.concat([buffer.subarray(0, filled), Buffer.of(LF)]), to - filled);
  }

  /** @param place of the bytes in the file. @returns how many bytes were whole lines. */
  #lines(bytes: Buffer, place: number): number {
    const { reader } = this.#work;
    let at = 0;
    while (at < bytes.length) {
      const found = this.#known.find(bytes, at);
      if (found.to < 0) break;
      const from = at;
      at = found.to + 1;
      if (found.line?.own && reader.isPlain && this.#takeKnown(found, found.line.own, bytes, from, place)) continue;
      this.#takeOther(found, bytes, from, place);
    }
    return at;
  }

  #takeKnown(found: Found<OfLine>, own: OfLine, bytes: Buffer, from: number, place: number): boolean {
    const work = this.#work;
    const { moments } = work;
    const beforeMs = moments.nowMs;
    if (found.line?.hasStamp) {
      const stampMs = this.#stampAt(bytes, from);
      // No day has such a time: it is for the reader to judge.
      if (Number.isNaN(stampMs)) return false;
      moments.stamped(stampMs);
    }
    const { nowMs } = moments;
    work.line(nowMs, place + from, place + found.to + 1, beforeMs);
    const { counted, mark, missing } = own;
    work.counting.again(counted);
    if (counted.whole.length > 0) {
      const message = bytes.toString('utf8', from, found.restFrom) + (found.line as { rest: string }).rest;
      work.counting.addWhole(counted, { timestamp: nowMs, message });
    }
    if (missing !== undefined) work.saying.missing(missing);
    if (mark) work.saying.mark(mark);
    return true;
  }

  #takeOther(found: Found<OfLine>, bytes: Buffer, from: number, place: number): void {
    const { restFrom, to, isStamped } = found;
    const work = this.#work;
    const { reader } = work;
    const isKnown = found.line !== undefined;
    const wasPlain = reader.isPlain;
    const before = reader.inOtherForm;
    if (wasPlain) work.openFrom = place + from;
    const openFrom = work.openFrom ?? place + from;
    const [line, ...others] = reader.push([withoutReturn(bytes.toString('utf8', from, to))]);
    if (!line) return;
    const isAlone = wasPlain && others.length === 0 && reader.isPlain && reader.inOtherForm === before;
    const begin = bytes.toString('utf8', from, restFrom);
    const { text, stampMs } = line;
    const hasStamp = stampMs !== undefined;
    const isWorth =
      isAlone &&
      !isKnown &&
      this.#known.isWorth(found) &&
      // A time that is not at the begin, has a fraction, or is none, is no part of what is the same.
      text.startsWith(begin) &&
      (!hasStamp || isStamped) &&
      (!isStamped || this.#isTime(bytes, from, stampMs));
    if (!isWorth) {
      for (const one of [line, ...others]) this.#count(one, openFrom, place + to + 1);
      return;
    }
    const { event, mark, missing } = this.#turnTo(line, openFrom, place + to + 1);
    const counted = work.counting.learn(event);
    const rest = text.slice(begin.length);
    this.#known.learn(found, bytes.subarray(restFrom, to), { text, rest, hasStamp }).own = { counted, mark, missing };
  }

  #count(line: Line, from: number, to: number): void {
    const { event } = this.#turnTo(line, from, to);
    this.#work.counting.add(event);
  }

  #turnTo({ text, stampMs }: Line, from: number, to: number): Omit<OfLine, 'counted'> & { event: LogEvent } {
    const { moments, saying } = this.#work;
    const beforeMs = moments.nowMs;
    if (stampMs !== undefined) moments.stamped(stampMs);
    this.#work.line(moments.nowMs, from, to, beforeMs);
    const missing = missingIn(text);
    const mark = markOf(text);
    if (missing !== undefined) saying.missing(missing);
    if (mark) saying.mark(mark);
    return { event: { timestamp: moments.nowMs, message: text }, mark, missing };
  }

  #isTime(bytes: Buffer, from: number, stampMs: number | undefined): boolean {
    const its = this.#stampAt(bytes, from);
    return !Number.isNaN(its) && (stampMs === undefined || stampMs === its);
  }

  /** Of `2026-11-25 10:31:12`, as if it were UTC, epoch ms. Many lines have the time of the line before. */
  #stampAt(bytes: Buffer, from: number): number {
    const stamp = this.#stamp;
    let i = STAMP_BYTES - 1;
    while (i >= 0 && stamp[i] === bytes[from + i]) i--;
    if (i < 0) return this.#stampMs;
    for (i = 0; i < STAMP_BYTES; i++) stamp[i] = bytes[from + i] as number;
    const text = bytes.toString('latin1', from, from + STAMP_BYTES);
    this.#stampMs = Date.parse(`${text.replace(' ', 'T')}.000Z`);
    return this.#stampMs;
  }
}

/** What is gathered of one piece. */
class Work {
  readonly reader = LineReader.ofPlainLines();
  readonly saying = new Saying();
  readonly stretching = new Stretching();
  readonly counting: Counting;
  readonly moments: Moments;
  /** Where the line begins that the reader has not given yet. */
  openFrom: number | undefined;
  events = 0;
  oldestMs = Number.POSITIVE_INFINITY;
  newestMs = Number.NEGATIVE_INFINITY;

  constructor(counting: Counting, moments: Moments) {
    this.counting = counting;
    this.moments = moments;
  }

  line(atMs: number, from: number, to: number, beforeMs: number): void {
    this.events++;
    if (atMs < this.oldestMs) this.oldestMs = atMs;
    if (atMs > this.newestMs) this.newestMs = atMs;
    this.counting.goTo(atMs);
    this.saying.line(atMs);
    this.stretching.line(atMs, from, to, beforeMs);
  }
}
