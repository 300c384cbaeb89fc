import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** So much waits to be packed at once. */
const BLOCK_BYTES = 48 << 10;

/** A piece of a packer. */
export interface Packed {
  /** The bytes that were given; they are not to be changed. */
  read(): Buffer;
  /** It is not needed any more. */
  release(): void;
}

/** Several pieces in one: freed when none of them is needed. */
interface Block {
  bytes: Buffer;
  needed: number;
}

/**
 * Packs pieces that are alike together, when enough are there. Alone each takes five times the room, and ten times the time:
 * 64 µs and 516 bytes for what a second of a log came to, instead of 7 µs and 103.
 */
export class Packer {
  #waiting: Piece[] = [];
  #waitingBytes = 0;
  #packedBytes = 0;
  /** What is read is mostly read in order. */
  #last: { block: Block; bytes: Buffer } | undefined;

  readonly #owner: Owner = {
    unpack: (block) => this.#unpack(block),
    free: (block) => void this.#free(block),
    drop: (waiting) => void this.#drop(waiting),
  };

  /** What all pieces take now. */
  get bytes(): number {
    return this.#waitingBytes + this.#packedBytes;
  }

  add(bytes: Buffer): Packed {
    const piece = new Piece(bytes, this.#owner);
    this.#waiting.push(piece);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= BLOCK_BYTES) this.#pack();
    return piece;
  }

  #pack(): void {
    const bytes = Buffer.concat(this.#waiting.map((piece) => piece.read()));
    // Who knows the size needs less memory for it, https://facebook.github.io/zstd/zstd_manual.html
    const block = { bytes: zstdCompressSync(bytes, { pledgedSrcSize: bytes.length }), needed: this.#waiting.length };
    let at = 0;
    for (const piece of this.#waiting) at = piece.moveTo(block, at);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#packedBytes += block.bytes.length;
  }

  #unpack(block: Block): Buffer {
    if (this.#last?.block !== block) this.#last = { block, bytes: zstdDecompressSync(block.bytes) };
    return this.#last.bytes;
  }

  #free(block: Block): void {
    if (--block.needed > 0) return;
    this.#packedBytes -= block.bytes.length;
    if (this.#last?.block === block) this.#last = undefined;
  }

  #drop(piece: Piece): void {
    this.#waiting.splice(this.#waiting.indexOf(piece), 1);
    this.#waitingBytes -= piece.read().length;
  }
}

interface Owner {
  unpack(block: Block): Buffer;
  free(block: Block): void;
  drop(waiting: Piece): void;
}

class Piece implements Packed {
  readonly #owner: Owner;
  readonly #length: number;
  /** As long as it waits. */
  #bytes: Buffer | undefined;
  #block: Block | undefined;
  #from = 0;

  constructor(bytes: Buffer, owner: Owner) {
    this.#bytes = bytes;
    this.#length = bytes.length;
    this.#owner = owner;
  }

  read(): Buffer {
    return this.#bytes ?? this.#owner.unpack(this.#block as Block).subarray(this.#from, this.#from + this.#length);
  }

  /** @returns where the next piece begins. */
  moveTo(block: Block, from: number): number {
    this.#bytes = undefined;
    this.#block = block;
    this.#from = from;
    return from + this.#length;
  }

  release(): void {
    if (this.#block) this.#owner.free(this.#block);
    else this.#owner.drop(this);
  }
}
