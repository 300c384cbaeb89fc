import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** Small: V8 collects long texts late. */
const CHUNK = Buffer.allocUnsafe(48 << 10);
/** So many bytes at the begin, and before the place that was reached, tell a file from another with its name and number. */
const MARK_BYTES = 1024;

/** Which file it is, how far it was read, and what stands there. */
export interface Place {
  dev: number;
  ino: number;
  offset: number;
  /** The first bytes that were read. */
  head: Buffer;
  /** The last bytes before the offset. */
  before: Buffer;
}

/** What a file was at a moment, before anything was read of it. */
export interface Begin {
  writtenMs: number;
  head: Buffer;
}

/** A file by its descriptor: it stays the same one when it is renamed or deleted. */
export class OpenFile {
  readonly #fd: number;
  readonly dev: number;
  readonly ino: number;
  #offset = 0;
  #head: Buffer = Buffer.alloc(0);
  #before: Buffer = Buffer.alloc(0);
  /** When it was last written, as far as it was looked at; epoch ms by the file system's clock. */
  writtenMs: number;

  /** @throws when it is not there or may not be read. */
  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    const stat = fstatSync(this.#fd);
    if (stat.isDirectory()) {
      this.close();
      throw new Error(`${path} is a directory, no file`);
    }
    const { dev, ino, mtimeMs } = stat;
    this.dev = dev;
    this.ino = ino;
    this.writtenMs = mtimeMs;
  }

  stat(): Stats {
    return fstatSync(this.#fd);
  }

  get place(): Place {
    return { dev: this.dev, ino: this.ino, offset: this.#offset, head: this.#head, before: this.#before };
  }

  isSameFile({ dev, ino }: Pick<Place, 'dev' | 'ino'>): boolean {
    return this.dev === dev && this.ino === ino;
  }

  /** Whether it begins as that place does, up to it: the same file, or a copy. A place at the begin tells nothing. */
  continues(place: Place): boolean {
    return place.offset > 0 && this.#holdsAll(place);
  }

  /** Whether it is a copy that was made before its file was read up to that place, which has all of it. */
  isPartOf({ offset, head }: Place): boolean {
    const begin = this.bytesAt(0, head.length);
    return begin.length > 0 && this.stat().size <= offset && head.subarray(0, begin.length).equals(begin);
  }

  /** Whether the other begins with all of it, as a file does whose copy is being made. */
  isBeginOf(other: OpenFile): boolean {
    const { size } = this.stat();
    const length = Math.min(size, MARK_BYTES);
    return size > 0 && [0, size - length].every((offset) => other.#holds(this.bytesAt(offset, length), offset));
  }

  /** Nothing of it was read, and it is not known how it begins. */
  get isFresh(): boolean {
    return this.#offset === 0 && this.#head.length === 0;
  }

  /** Whether what was read is no longer there: cut short, or written anew from its begin. */
  isRewritten(): boolean {
    return !this.isFresh && !this.#holdsAll(this.place);
  }

  /** The next bytes are read from there on. */
  goTo({ offset, head, before }: Omit<Place, 'dev' | 'ino'>): void {
    this.#offset = offset;
    this.#head = head;
    this.#before = before;
  }

  /** How it begins now, and when it was written, epoch ms. It may be another file in a moment. */
  begin(): Begin {
    return { writtenMs: this.stat().mtimeMs, head: this.bytesAt(0, MARK_BYTES) };
  }

  /** Whether it begins so still. */
  beginsWith({ head }: Begin): boolean {
    return this.#holds(head, 0);
  }

  /** The next bytes are read from its begin on, as long as it begins so. */
  startAt({ head, writtenMs }: Begin): void {
    this.goTo({ offset: 0, head, before: Buffer.alloc(0) });
    this.writtenMs = writtenMs;
  }

  goToBegin(): void {
    this.goTo({ offset: 0, head: Buffer.alloc(0), before: Buffer.alloc(0) });
  }

  /** Leaves out bytes. @returns false, and nothing is left out, when it was written anew meanwhile. */
  skipTo(offset: number): boolean {
    const { place } = this;
    const length = Math.min(offset, MARK_BYTES);
    this.goTo({ ...place, offset, before: this.bytesAt(offset - length, length) });
    if (!this.isRewritten()) return true;
    this.goTo(place);
    return false;
  }

  get left(): number {
    return Math.max(0, this.stat().size - this.#offset);
  }

  /**
   * Hands on what is new, in chunks that are good until the next one; of a fresh file nothing.
   * @returns false where it was written anew meanwhile: what follows the place is of other lines.
   */
  readNew(take: (bytes: Buffer) => void): boolean {
    if (this.isFresh) return true;
    // What comes meanwhile is of the next look: a look that does not end would take its time for that of these lines.
    const { size: end, mtimeMs } = this.stat();
    while (this.#offset < end) {
      const n = this.#readAt(CHUNK.subarray(0, end - this.#offset), this.#offset);
      // Asked behind each read: what was read is of the same lines only where all before it still stands.
      if (n === 0 || this.isRewritten()) return false;
      const bytes = CHUNK.subarray(0, n);
      const known = this.#head.length - this.#offset;
      if (this.#head.length < MARK_BYTES && known >= 0) {
        this.#head = Buffer.concat([this.#head, bytes.subarray(known)]).subarray(0, MARK_BYTES);
      }
      this.#before = Buffer.concat([this.#before, bytes.subarray(-MARK_BYTES)]).subarray(-MARK_BYTES);
      this.#offset += n;
      take(bytes);
    }
    if (this.isRewritten()) return false;
    this.writtenMs = mtimeMs;
    return true;
  }

  bytesAt(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, this.#readAt(bytes, offset));
  }

  close(): void {
    closeSync(this.#fd);
  }

  #readAt(into: Buffer, offset: number): number {
    return readSync(this.#fd, into, 0, into.length, offset);
  }

  #holdsAll({ offset, head, before }: Place): boolean {
    return this.stat().size >= offset && this.#holds(head, 0) && this.#holds(before, offset - before.length);
  }

  #holds(bytes: Buffer, offset: number): boolean {
    return this.bytesAt(offset, bytes.length).equals(bytes);
  }
}
