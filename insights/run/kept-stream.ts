import { Readable } from 'node:stream';

/** So much of a stream is kept, to be looked at a second time. */
const MOST_BYTES = 8 << 20;

/** A stream that can be read once more as long as it is short: standard input often is. */
export class KeptStream {
  readonly #stream: Readable;
  #pieces: Buffer[] | undefined = [];
  #bytes = 0;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** The stream itself, the first time. */
  open(): Readable {
    return Readable.from(this.#read(), { objectMode: false });
  }

  /** What it held, once it was read to its end; undefined where that was too much. */
  again(name: string): { name: string; open(): Readable } | undefined {
    const pieces = this.#pieces;
    return pieces && { name, open: () => Readable.from(pieces, { objectMode: false }) };
  }

  async *#read(): AsyncGenerator<Buffer> {
    for await (const piece of this.#stream as AsyncIterable<Buffer>) {
      this.#bytes += piece.length;
      if (this.#bytes > MOST_BYTES) this.#pieces = undefined;
      this.#pieces?.push(piece);
      yield piece;
    }
  }
}
