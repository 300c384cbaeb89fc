import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export function packed(value: unknown): Buffer {
  const bytes = serialize(value);
  // Who knows the size needs less memory for it, https://facebook.github.io/zstd/zstd_manual.html
  return zstdCompressSync(bytes, { pledgedSrcSize: bytes.length });
}

export const unpacked = <T>(bytes: Buffer): T => deserialize(zstdDecompressSync(bytes)) as T;

/** Several packed values in one piece of memory, of which one is unpacked without the others. */
export class Frames {
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array;

  /** @param values plain data; undefined takes no room. */
  constructor(values: readonly unknown[]) {
    const frames = values.map((value) => (value === undefined ? NOTHING : packed(value)));
    this.#bytes = Buffer.concat(frames);
    this.#ends = new Uint32Array(frames.length);
    let end = 0;
    frames.forEach((frame, i) => {
      end += frame.length;
      this.#ends[i] = end;
    });
  }

  read(i: number): unknown {
    const frame = this.#bytes.subarray(i === 0 ? 0 : this.#ends[i - 1], this.#ends[i]);
    return frame.length === 0 ? undefined : unpacked(frame);
  }

  get bytes(): number {
    return this.#bytes.length;
  }
}

const NOTHING = Buffer.alloc(0);
