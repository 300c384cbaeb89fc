import { doubtsBetween, isCopy, markRead, unreadBeside } from './beside.ts';
import { FileLines, MOST_AT_ONCE_BYTES } from './file-lines.ts';
import { KnownLines } from './known-lines.ts';
import { LeftFiles } from './left-files.ts';
import type { Begin, OpenFile } from './open-file.ts';
import type { LookedAt, Portion } from './portion.ts';

/** A copy may be older than the last line of its file that was read: it takes its time, and some keep the time of the file. */
const COPYING_MS = 60_000;
/** A log that is rotated while its copies are read has new ones then. What is still unread after so many times waits for the next look. */
const MOST_ROUNDS = 4;

interface Look extends LookedAt, Omit<Portion, 'isLast' | 'writtenMs'> {
  nowMs: number;
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
  readonly #timesOnly: boolean;
  readonly #known = new KnownLines();
  readonly #left = new LeftFiles();
  #current: FileLines | undefined;
  /** What was rotated away earlier is read, epoch ms. */
  #sinceMs = 0;

  /** @param beforeMs how far back what was rotated away before the first look is read, too. @param timesOnly see {@link FileLines} */
  constructor(path: string, beforeMs = 0, timesOnly = false) {
    this.#path = path;
    this.#beforeMs = beforeMs;
    this.#timesOnly = timesOnly;
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
    const found: Look = { lines: [], isCut: false, doubts: [], isThere: true, nowMs, take, portionBytes };
    try {
      const named = this.#open();
      found.isThere = named !== undefined;
      const isSame = named && this.#current?.file.isSameFile(named.file);
      if (isSame) named.file.close();
      this.#readLeft(found);
      if (this.#current) this.#readCurrent(this.#current, found, isSame ? undefined : named);
      if (named && !isSame) this.#turnTo(named, found);
    } catch (error) {
      found.failed = error as Error;
    }
    if (this.#current) this.#handOn(found, true);
    return found;
  }

  close(): void {
    this.#left.close();
    this.#current?.file.close();
    this.#current = undefined;
  }

  #open(): FileLines | undefined {
    try {
      return new FileLines(this.#path, this.#known, this.#timesOnly);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** @param from a copy of the file. @returns false where it was written anew meanwhile. */
  #readOn(lines: FileLines, found: Look, from?: OpenFile): boolean {
    if (lines.skipMost(from)) found.isCut = true;
    let waitingBytes = 0;
    const taken = (bytes: number) => {
      waitingBytes += bytes;
      if (waitingBytes < found.portionBytes) return;
      waitingBytes = 0;
      this.#handOn(found, false);
    };
    return lines.readNew(found.lines, taken, from);
  }

  #handOn(found: Look, isLast: boolean): void {
    const { isCut } = found;
    found.isCut = false;
    found.take({ lines: found.lines.splice(0), isCut, isLast, writtenMs: this.#current?.file.writtenMs ?? 0 });
  }

  #readLeft(found: Look): void {
    const read = (lines: FileLines) => {
      const { file } = lines;
      // It was empty when it was found: only now it shows whether it is a copy of the log.
      if (file.isFresh && file.left > 0) {
        if (this.#current && (file.isBeginOf(this.#current.file) || isCopy(file, this.#current))) return 'anew';
        file.startAt(file.begin());
      }
      if (file.isRewritten()) return 'anew';
      if (file.left === 0) return 'still';
      this.#readOn(lines, found);
      return 'grown';
    };
    this.#left.readOn(found.nowMs, read, (lines) => this.#finish(lines, found));
  }

  #readCurrent(current: FileLines, found: Look, named?: FileLines): void {
    const { file } = current;
    const isFilled = file.isFresh && (file.left > 0 || file.stat().mtimeMs > file.writtenMs);
    if ((isFilled || file.isRewritten()) && !this.#catchUp(current, found, named)) return;
    if (this.#readOn(current, found)) this.#sinceMs = file.writtenMs - COPYING_MS;
  }

  /** The name belongs to another file now. */
  #turnTo(named: FileLines, found: Look): void {
    const current = this.#current;
    if (current) {
      found.doubts.push(...doubtsBetween(this.#path, current.file));
      this.#left.add(current, found.nowMs, (lines) => this.#finish(lines, found));
    } else this.#readBefore(named, found);
    const back = this.#left.takeBack(named);
    if (back) named.file.close();
    else this.#left.resume(named);
    this.#current = back ?? named;
    if (this.#catchUp(this.#current, found)) this.#readCurrent(this.#current, found);
  }

  /**
   * Reads what lies between the place that was reached and how the file begins now: the rest of its copy, and what was rotated away since.
   * How it begins is asked before the others are looked for. So none is missed when it is rotated meanwhile: then it begins otherwise.
   * @returns false where the next look must go on.
   */
  #catchUp(current: FileLines, found: Look, named?: FileLines): boolean {
    const { file } = current;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const begin = file.begin();
      const unread = this.#unread(file, ...(named ? [named.file] : []));
      try {
        if (file.isRewritten()) {
          const isCopyFound = this.#readCopies(current, unread, found);
          // A name that is being changed may be hidden for an instant.
          if (!isCopyFound && round === 0) continue;
          this.#startOver(current, isCopyFound, found);
        }
        const isDone = unread.length === 0;
        this.#readBeside(unread, found);
        if (isDone && this.#begin(file, begin)) return true;
      } finally {
        for (const lines of unread) lines.file.close();
      }
    }
    return false;
  }

  #begin(file: OpenFile, begin: Begin): boolean {
    if (!file.beginsWith(begin)) return false;
    if (file.isFresh) file.startAt(begin);
    this.#sinceMs = begin.writtenMs - COPYING_MS;
    return true;
  }

  /** Takes out what are copies of a file, which are closed; another than the current one is left for its copy. @returns whether there was one */
  #readCopies(of: FileLines, unread: FileLines[], found: Look): boolean {
    let isFound = false;
    for (const copy of [...unread]) {
      if (!isCopy(copy.file, of)) continue;
      isFound = true;
      const { place } = of.file;
      let done = copy.file;
      if (copy.file.continues(place)) {
        copy.file.goTo(place);
        this.#readOn(of, found, copy.file);
        if (of !== this.#current) {
          done = of.moveTo(copy.file);
          done.goTo(place);
        }
      } else markRead(copy);
      unread.splice(unread.indexOf(copy), 1);
      this.#left.remember(done);
    }
    return isFound;
  }

  #startOver(current: FileLines, isCopyFound: boolean, found: Look): void {
    if (!isCopyFound) {
      found.doubts.push('the log file was cut short, and no copy of it was found: what was written right before may be missing');
    }
    current.end(found.lines);
    current.startOver();
  }

  /** Takes out each. It is held open as a renamed file is: its writer may not know yet. */
  #readBeside(unread: FileLines[], found: Look): void {
    for (const open of this.#left.open) this.#readCopies(open, unread, found);
    for (let lines = unread.shift(); lines; lines = unread.shift()) {
      this.#left.add(lines, found.nowMs, (oldest) => this.#finish(oldest, found));
      this.#readOn(lines, found);
      this.#readCopies(lines, unread, found);
    }
  }

  /** What was rotated away shortly before the first look, as far as is read at once. */
  #readBefore(named: FileLines, found: Look): void {
    const sinceMs = found.nowMs - this.#beforeMs;
    this.#sinceMs = Math.min(sinceMs, named.file.writtenMs - COPYING_MS);
    let bytes = 0;
    const near: FileLines[] = [];
    for (const beside of this.#unread(named.file).reverse()) {
      const isNear = this.#beforeMs > 0 && beside.file.writtenMs >= sinceMs;
      if (isNear) bytes += beside.file.left;
      if (isNear && bytes <= MOST_AT_ONCE_BYTES) near.unshift(beside);
      else {
        markRead(beside);
        this.#left.remember(beside.file);
      }
    }
    if (bytes > MOST_AT_ONCE_BYTES) found.isCut = true;
    this.#readBeside(near, found);
  }

  #unread(...logs: OpenFile[]): FileLines[] {
    return unreadBeside(this.#path, this.#sinceMs, logs, this.#left, this.#known);
  }

  #finish(lines: FileLines, found: Look): void {
    lines.end(found.lines);
    this.#left.remember(lines.file);
  }
}
