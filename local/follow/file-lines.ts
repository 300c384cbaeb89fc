import { ENCODING_HEAD_BYTES, TextDecoding } from '../lines/encoding.ts';
import { LineCutter } from '../lines/line-cutter.ts';
import { type HowRead, LineReader } from '../lines/line-reader.ts';
import type { KnownLines } from './known-lines.ts';
import type { FollowedLine } from './line-kinds.ts';
import { OpenFile, type Place } from './open-file.ts';
import { QuickLines } from './quick-lines.ts';

/** At most so much is read at once; of more that waits only the newest part is. */
export const MOST_AT_ONCE_BYTES = 48 << 20;

const ZEROS = /\0+/g;
const LF = 10;

/** The lines of one file as it grows. A half line waits for its end. */
export class FileLines {
  #file: OpenFile;
  #decoding = new TextDecoding();
  #cutter = new LineCutter();
  #reader = new LineReader();
  #isInsideLine = false;
  readonly #quick: QuickLines;
  /** What follows is for the quick way: a line begins there. */
  #isQuick = false;

  /** @param known lines of this log, in whatever file. @param timesOnly for who asks for no more, see {@link QuickLines} */
  constructor(path: string, known: KnownLines, timesOnly = false) {
    this.#file = new OpenFile(path);
    this.#quick = new QuickLines(known, timesOnly);
  }

  get file(): OpenFile {
    return this.#file;
  }

  /** What follows is read from a copy, from the place on that it was read to. @returns the file until then */
  moveTo(copy: OpenFile): OpenFile {
    const { file } = this;
    this.#file = copy;
    return file;
  }

  /** Goes on where the same file was left. Its encoding and form are learnt anew. */
  resume(place: Place): void {
    this.file.goTo(place);
    this.#learnEncoding(place.head);
  }

  /** @returns whether something was left out, because too much waits. */
  skipMost(from = this.file): boolean {
    const { left, place } = from;
    if (left <= MOST_AT_ONCE_BYTES) return false;
    const offset = place.offset + left - MOST_AT_ONCE_BYTES;
    // An even number keeps the halves of UTF-16 together.
    if (!from.skipTo(offset - (offset % 2))) return false;
    if (place.offset === 0) this.#learnEncoding(from.bytesAt(0, ENCODING_HEAD_BYTES));
    this.#cutter = new LineCutter();
    this.#quick.takeHalf();
    this.#isQuick = false;
    this.#isInsideLine = true;
    return true;
  }

  /**
   * @param lines what was read before an error is in there, too. @param taken is called with the size of each piece, and may take them out
   * @param from a copy of this file, which goes on behind the place of this one. @returns false where it was written anew meanwhile
   */
  readNew(lines: FollowedLine[], taken: (bytes: number) => void = () => {}, from = this.file): boolean {
    const isSame = from.readNew((bytes) => {
      this.#read(bytes, lines);
      this.file.goTo(from.place);
      taken(bytes.length);
    });
    if (!this.#isQuick) this.#take(this.#decoding.flush(), lines);
    for (const line of this.#reader.flush()) lines.push(line);
    return isSame;
  }

  /** The half line and whatever else waits, where nothing follows. */
  end(lines: FollowedLine[]): void {
    this.#readText(this.#leaveQuickWay(), lines);
    this.#take(this.#decoding.end(), lines);
    const half = this.#isInsideLine ? [] : this.#cutter.end();
    for (const line of [...this.#reader.push(half), ...this.#reader.end()]) lines.push(line);
  }

  startOver(): void {
    this.file.goToBegin();
    this.#decoding = new TextDecoding();
    this.#cutter = new LineCutter();
    this.#reader = new LineReader();
    this.#quick.takeHalf();
    this.#isQuick = false;
    this.#isInsideLine = false;
  }

  get how(): HowRead {
    return this.#reader.how;
  }

  /** By the begin of a file, whose text was read, or is left out. A character that is cut at its end is none of the next. */
  #learnEncoding(head: Buffer): void {
    this.#decoding.decode(head);
    this.#decoding.end();
  }

  #read(bytes: Buffer, lines: FollowedLine[]): void {
    let rest = bytes;
    if (!this.#isQuick && this.#mayBeQuick) {
      // Behind the end of a line nothing waits, neither half a line nor half a character.
      const begin = bytes.indexOf(LF) + 1;
      this.#readText(bytes.subarray(0, begin), lines);
      this.#isQuick = begin > 0 && this.#mayBeQuick;
      rest = bytes.subarray(begin);
    }
    // What has zeros is looked at as a text.
    if (this.#isQuick && !rest.includes(0)) {
      rest = this.#quick.push(rest, this.#reader, lines);
      if (rest.length === 0) return;
    }
    this.#readText(this.#leaveQuickWay(), lines);
    this.#readText(rest, lines);
  }

  get #mayBeQuick(): boolean {
    return this.#reader.isPlain && this.#decoding.encoding === 'utf-8' && !this.#isInsideLine;
  }

  #leaveQuickWay(): Buffer {
    this.#isQuick = false;
    return this.#quick.takeHalf();
  }

  #readText(bytes: Buffer, lines: FollowedLine[]): void {
    if (bytes.length > 0) this.#take(this.#decoding.decode(bytes), lines);
  }

  #take(text: string, lines: FollowedLine[]): void {
    // Who does not append leaves a hole of zeros where a file was cut short.
    let rest = text.includes('\0') ? text.replace(ZEROS, '') : text;
    if (this.#isInsideLine) {
      const end = rest.indexOf('\n');
      if (end < 0) return;
      this.#isInsideLine = false;
      rest = rest.slice(end + 1);
    }
    for (const line of this.#reader.push(this.#cutter.push(rest))) lines.push(line);
  }
}
