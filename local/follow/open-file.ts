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
  continues({ offset, head, before }: Place): boolean {
    return offset > 0 && this.stat().size >= offset && this.#holds(head, 0) && this.#holds(before, offset - before.length);
  }

  /** Whether both begin with the same bytes, as a file and its copy do. */
  beginsAs(other: OpenFile): boolean {
    const begin = this.bytesAt(0, MARK_BYTES);
    return begin.length > 0 && other.#holds(begin, 0);
  }

  /** Whether what was read is no longer there: cut short, or written anew from its begin. */
  isRewritten(): boolean {
    return this.#offset > 0 && !this.continues(this.place);
  }

  /** The next bytes are read from there on. */
  goTo({ offset, head, before }: Place): void {
    this.#offset = offset;
    this.#head = head;
    this.#before = before;
  }

  goToBegin(): void {
    this.goTo({ ...this.place, offset: 0, head: Buffer.alloc(0), before: Buffer.alloc(0) });
  }

  /** Leaves out bytes; those at the begin are known all the same. */
  skipTo(offset: number): void {
    const head = this.#offset === 0 ? this.bytesAt(0, MARK_BYTES) : this.#head;
    const length = Math.min(offset, MARK_BYTES);
    this.goTo({ ...this.place, offset, head, before: this.bytesAt(offset - length, length) });
  }

  get left(): number {
    return Math.max(0, this.stat().size - this.#offset);
  }

  /** Hands on what is new, in chunks that are good until the next one. */
  readNew(take: (bytes: Buffer) => void): void {
    // What comes meanwhile is of the next look: a look that does not end would take its time for that of these lines.
    // A copy that is made meanwhile, before the file is cut short, is as old as this at least.
    const { size: end, mtimeMs } = this.stat();
    while (this.#offset < end) {
      const n = this.#readAt(CHUNK.subarray(0, end - this.#offset), this.#offset);
      // Cut short meanwhile: what stands there may be of other lines. The next look finds out.
      if (n === 0 || this.stat().size < end) break;
      const bytes = CHUNK.subarray(0, n);
      if (this.#head.length === this.#offset && this.#head.length < MARK_BYTES) {
        this.#head = Buffer.concat([this.#head, bytes.subarray(0, MARK_BYTES - this.#head.length)]);
      }
      this.#before = Buffer.concat([this.#before, bytes.subarray(-MARK_BYTES)]).subarray(-MARK_BYTES);
      this.#offset += n;
      take(bytes);
    }
    this.writtenMs = mtimeMs;
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

  #holds(bytes: Buffer, offset: number): boolean {
    return this.bytesAt(offset, bytes.length).equals(bytes);
  }
}
