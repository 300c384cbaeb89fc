import type { FileLines } from './file-lines.ts';
import type { OpenFile, Place } from './open-file.ts';

/** A renamed file is read on until it has not grown for so long: who writes it may be told late of the new one. */
const LEAVING_MS = 120_000;
/** So many are held open at once. */
const MOST_OPEN = 16;
/** Files that were read and left: a link that is set back to one goes on where it was, and a copy is not read twice. */
const MOST_PLACES = 64;
/** Whoever holds so many same bytes as a file at its begin and before a place is a copy of it, by whatever number. */
const SURE_BYTES = 1024;

interface Left {
  lines: FileLines;
  untilMs: number;
}

/** The files that had the name of the log and lost it: open ones, which may still grow, and the places that others were read to. */
export class LeftFiles {
  #open: Left[] = [];
  #places: Place[] = [];

  /** The open ones, the oldest first. */
  get open(): FileLines[] {
    return this.#open.map(({ lines }) => lines);
  }

  /** @param finish is given what is too much to hold open. */
  add(lines: FileLines, nowMs: number, finish: (lines: FileLines) => void): void {
    this.#open.push({ lines, untilMs: nowMs + LEAVING_MS });
    for (const { lines: oldest } of this.#open.splice(0, this.#open.length - MOST_OPEN)) finish(oldest);
  }

  /** @param read says whether the file was written anew, or grew. @param finish is given what does not grow any more */
  readOn(nowMs: number, read: (lines: FileLines) => 'anew' | 'grown' | 'still', finish: (lines: FileLines) => void): void {
    for (const left of [...this.#open]) {
      const how = read(left.lines);
      if (how === 'grown') left.untilMs = nowMs + LEAVING_MS;
      if (how !== 'anew' && left.untilMs > nowMs) continue;
      this.#take(left);
      finish(left.lines);
    }
  }

  /** The open one that is the same file, which is none of these any more. */
  takeBack(named: FileLines): FileLines | undefined {
    const back = this.#open.find(({ lines }) => lines.file.isSameFile(named.file));
    if (back) this.#take(back);
    return back?.lines;
  }

  /** A number of a file is given anew when it is deleted, so what stands in it must fit as well. */
  resume(lines: FileLines): void {
    const { file } = lines;
    const place = this.#places.findLast((p) => (p.offset >= SURE_BYTES || file.isSameFile(p)) && file.continues(p));
    if (place) lines.resume(place);
  }

  remember(file: OpenFile): void {
    this.#places = [...this.#places.filter((p) => !file.isSameFile(p)), file.place].slice(-MOST_PLACES);
    file.close();
  }

  close(): void {
    for (const { lines } of this.#open.splice(0)) lines.file.close();
  }

  #take(left: Left): void {
    this.#open.splice(this.#open.indexOf(left), 1);
  }
}
