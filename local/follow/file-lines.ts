import { ENCODING_HEAD_BYTES, TextDecoding } from '../lines/encoding.ts';
import { LineCutter } from '../lines/line-cutter.ts';
import { type HowRead, type Line, LineReader } from '../lines/line-reader.ts';
import { OpenFile, type Place } from './open-file.ts';

/** At most so much is read at once; of more that waits only the newest part is. */
export const MOST_AT_ONCE_BYTES = 48 << 20;

const ZEROS = /\0+/g;

/** The lines of one file as it grows. A half line waits for its end. */
export class FileLines {
  readonly file: OpenFile;
  #decoding = new TextDecoding();
  #cutter = new LineCutter();
  #reader = new LineReader();
  #isInsideLine = false;

  constructor(path: string) {
    this.file = new OpenFile(path);
  }

  /** Goes on where the same file was left. Its encoding and form are learnt anew. */
  resume(place: Place): void {
    this.file.goTo(place);
    this.#learnEncoding(place.head);
  }

  /** @returns whether something was left out, because too much waits. */
  skipMost(): boolean {
    const { left, place } = this.file;
    if (left <= MOST_AT_ONCE_BYTES) return false;
    const offset = place.offset + left - MOST_AT_ONCE_BYTES;
    // An even number keeps the halves of UTF-16 together.
    this.file.skipTo(offset - (offset % 2));
    if (place.offset === 0) this.#learnEncoding(this.file.bytesAt(0, ENCODING_HEAD_BYTES));
    this.#cutter = new LineCutter();
    this.#isInsideLine = true;
    return true;
  }

  /** @param lines what was read before an error is in there, too. @param taken is called with the size of each piece, and may take them out */
  readNew(lines: Line[], taken: (bytes: number) => void = () => {}): void {
    this.file.readNew((bytes) => {
      this.#take(this.#decoding.decode(bytes), lines);
      taken(bytes.length);
    });
    this.#take(this.#decoding.flush(), lines);
    for (const line of this.#reader.flush()) lines.push(line);
  }

  /** What a copy of this file holds beyond what was read. */
  readCopy(copy: OpenFile, lines: Line[]): void {
    copy.goTo(this.file.place);
    copy.readNew((bytes) => this.#take(this.#decoding.decode(bytes), lines));
  }

  /** The half line and whatever else waits, where nothing follows. */
  end(lines: Line[]): void {
    this.#take(this.#decoding.end(), lines);
    const half = this.#isInsideLine ? [] : this.#cutter.end();
    for (const line of [...this.#reader.push(half), ...this.#reader.end()]) lines.push(line);
  }

  startOver(): void {
    this.file.goToBegin();
    this.#decoding = new TextDecoding();
    this.#cutter = new LineCutter();
    this.#reader = new LineReader();
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

  #take(text: string, lines: Line[]): void {
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
