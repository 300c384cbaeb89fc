import { FileLines, MOST_AT_ONCE_BYTES } from './file-lines.ts';
import { KnownLines } from './known-lines.ts';
import type { Place } from './open-file.ts';
import type { LookedAt, Portion } from './portion.ts';
import { type Rotated, rotatedSince } from './rotated.ts';

/** A renamed file is read on until it has not grown for so long: who writes it may be told late of the new one. */
const LEAVING_MS = 120_000;
/** Files that were read and left: a link that is set back to one goes on where it was. */
const MOST_PLACES = 16;

interface Look extends LookedAt, Omit<Portion, 'isLast' | 'writtenMs'> {
  take(portion: Portion): void;
  portionBytes: number;
}

/**
 * The file under a name, as `tail -F` follows it, by device and inode: the renamed one is read to its end by its descriptor,
 * then the new one from its begin. Beyond `tail -F` it reads what came and went between two looks, where that still lies
 * beside it, and of a file that was copied and cut short the rest of the copy.
 */
export class FollowedFiles {
  readonly #path: string;
  readonly #beforeMs: number;
  readonly #known = new KnownLines();
  #current: FileLines | undefined;
  #leaving: { lines: FileLines; untilMs: number }[] = [];
  #places: Place[] = [];

  /** @param beforeMs how far back what was rotated away before the first look is read, too. */
  constructor(path: string, beforeMs = 0) {
    this.#path = path;
    this.#beforeMs = beforeMs;
  }

  /** The file that has the name, or had it last. */
  get current(): FileLines | undefined {
    return this.#current;
  }

  /** All that is new at once, see {@link readPortions}. */
  read(nowMs: number): LookedAt & Omit<Portion, 'isLast'> {
    let all: Omit<Portion, 'isLast'> = { lines: [], writtenMs: 0, isCut: false };
    const take = (portion: Portion) => {
      all = portion;
    };
    const looked = this.readPortions(nowMs, take, Number.POSITIVE_INFINITY);
    return { ...looked, ...all };
  }

  /**
   * Reads what is new, also what is written to a file whose name was taken away. It does not throw: what was read is not lost.
   * @param take gets at least one portion where there is a file. @param portionBytes more is handed on by and by
   */
  readPortions(nowMs: number, take: (portion: Portion) => void, portionBytes: number): LookedAt {
    const found: Look = { lines: [], isCut: false, doubts: [], isThere: true, take, portionBytes };
    try {
      const named = this.#open();
      found.isThere = named !== undefined;
      this.#readLeaving(nowMs, found);
      if (this.#current) this.#readCurrent(this.#current, found);
      if (named && this.#current?.file.isSameFile(named.file)) named.file.close();
      else if (named) this.#turnTo(named, nowMs, found);
    } catch (error) {
      found.failed = error as Error;
    }
    if (this.#current) this.#handOn(found, true);
    return found;
  }

  close(): void {
    for (const { lines } of this.#leaving.splice(0)) lines.file.close();
    this.#current?.file.close();
    this.#current = undefined;
  }

  #open(): FileLines | undefined {
    try {
      return new FileLines(this.#path, this.#known);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #readOn(from: FileLines, found: Look): void {
    if (from.skipMost()) found.isCut = true;
    let waitingBytes = 0;
    from.readNew(found.lines, (bytes) => {
      waitingBytes += bytes;
      if (waitingBytes < found.portionBytes) return;
      waitingBytes = 0;
      this.#handOn(found, false);
    });
  }

  #handOn(found: Look, isLast: boolean): void {
    const { isCut } = found;
    found.isCut = false;
    found.take({ lines: found.lines.splice(0), isCut, isLast, writtenMs: this.#current?.file.writtenMs ?? 0 });
  }

  #readLeaving(nowMs: number, found: Look): void {
    for (const leaving of [...this.#leaving]) {
      const { lines } = leaving;
      const isRewritten = lines.file.isRewritten();
      if (!isRewritten && lines.file.left > 0) {
        this.#readOn(lines, found);
        leaving.untilMs = nowMs + LEAVING_MS;
      }
      if (!isRewritten && leaving.untilMs > nowMs) continue;
      this.#leaving.splice(this.#leaving.indexOf(leaving), 1);
      this.#finish(lines, found);
    }
  }

  #readCurrent(current: FileLines, found: Look): void {
    if (current.file.isRewritten()) this.#readRewritten(current, found);
    // Nothing was read that could have changed: only a copy beside it tells that it was filled and cut short meanwhile.
    else if (current.file.place.offset === 0 && current.file.stat().mtimeMs > current.file.writtenMs) {
      for (const beside of this.#unread(current.file.writtenMs, found)) this.#readWhole(beside, found);
    }
    this.#readOn(current, found);
  }

  /** The log was cut short and begun anew, as `copytruncate` does: what was not read yet stands in the copy, if there is one. */
  #readRewritten(current: FileLines, found: Look): void {
    const { place, writtenMs } = current.file;
    let isCopyFound = false;
    for (const beside of this.#unread(writtenMs, found)) {
      if (!isCopyFound && beside.file.continues(place)) {
        isCopyFound = true;
        current.readCopy(beside.file, found.lines);
        current.end(found.lines);
        this.#remember(beside);
      } else this.#readWhole(beside, found);
    }
    if (!isCopyFound) {
      current.end(found.lines);
      found.doubts.push('the log file was cut short, and no copy of it was found: what was written right before may be missing');
    }
    current.startOver();
  }

  /** The name belongs to another file now. */
  #turnTo(named: FileLines, nowMs: number, found: Look): void {
    const current = this.#current;
    if (current) {
      this.#readBetween(current, named, found);
      this.#leaving.push({ lines: current, untilMs: nowMs + LEAVING_MS });
    } else if (this.#beforeMs > 0) this.#readBefore(nowMs - this.#beforeMs, named, found);
    const back = this.#leaving.find(({ lines }) => lines.file.isSameFile(named.file));
    if (back) {
      named.file.close();
      this.#leaving.splice(this.#leaving.indexOf(back), 1);
      this.#current = back.lines;
      return;
    }
    this.#resume(named);
    this.#current = named;
    this.#readOn(named, found);
  }

  /** What was rotated away shortly before the first look, as far as is read at once. A copy of the log that goes on is none of it. */
  #readBefore(sinceMs: number, named: FileLines, found: Look): void {
    let bytes = 0;
    const near: FileLines[] = [];
    for (const beside of this.#unread(sinceMs, found, named).reverse()) {
      bytes += beside.file.left;
      if (bytes <= MOST_AT_ONCE_BYTES && !beside.file.beginsAs(named.file)) near.unshift(beside);
      else beside.file.close();
    }
    if (bytes > MOST_AT_ONCE_BYTES) found.isCut = true;
    for (const beside of near) this.#readWhole(beside, found);
  }

  /** Files that had the name since the last look and lost it again lie beside the log, unless they are gone. */
  #readBetween(current: FileLines, named: FileLines, found: Look): void {
    const { place, writtenMs } = current.file;
    for (const beside of this.#unread(writtenMs, found, named)) {
      if (beside.file.continues(place)) beside.file.close();
      else this.#readWhole(beside, found);
    }
    const packed = rotatedSince(this.#path, writtenMs).filter(({ isPacked }) => isPacked).length;
    const isGone = current.file.stat().nlink === 0;
    // The file itself may have been packed.
    if (isGone && packed !== 1) found.doubts.push('the log file was deleted: what was written to others in between is not known');
    if (!isGone && packed > 0) found.doubts.push('the log was rotated several times: what was packed at once is not read');
  }

  /** What was rotated away since a moment and is none of the files that are open, the oldest first. */
  #unread(sinceMs: number, found: Look, named?: FileLines): FileLines[] {
    const open = [...this.#leaving.map(({ lines }) => lines), ...[this.#current, named].filter((lines) => lines !== undefined)];
    return rotatedSince(this.#path, sinceMs)
      .filter((rotated) => !rotated.isPacked && !open.some(({ file }) => file.isSameFile(rotated)))
      .flatMap((rotated) => {
        const beside = openRotated(rotated, this.#known);
        if (!beside) found.doubts.push('the log was rotated while it was looked at: lines may be missing');
        return beside ?? [];
      });
  }

  #readWhole(beside: FileLines, found: Look): void {
    this.#resume(beside);
    this.#readOn(beside, found);
    this.#finish(beside, found);
  }

  #finish(lines: FileLines, found: Look): void {
    lines.end(found.lines);
    this.#remember(lines);
  }

  /** A number of a file is given anew when it is deleted, so what stands in it must fit as well. */
  #resume(lines: FileLines): void {
    const place = this.#places.findLast((p) => lines.file.isSameFile(p) && lines.file.continues(p));
    if (place) lines.resume(place);
  }

  #remember({ file }: FileLines): void {
    this.#places = [...this.#places.filter((p) => !file.isSameFile(p)), file.place].slice(-MOST_PLACES);
    file.close();
  }
}

/** Undefined where it was renamed again since it was found. */
function openRotated(rotated: Rotated, known: KnownLines): FileLines | undefined {
  try {
    const lines = new FileLines(rotated.path, known);
    if (lines.file.isSameFile(rotated)) return lines;
    lines.file.close();
  } catch {}
  return undefined;
}
