import { deserialize, serialize } from 'node:v8';
import type { Packed, Packer } from './packer.ts';

/** What several queries came to: plain data, of which one is read without the others. */
export class States {
  readonly #packed: Packed;
  readonly #ends: Uint16Array | Uint32Array;

  /** @param values undefined takes no room. */
  constructor(values: readonly unknown[], packer: Packer) {
    const parts = values.map((value) => (value === undefined ? NOTHING : serialize(value)));
    const all = Buffer.concat(parts);
    this.#packed = packer.add(all);
    this.#ends = new (all.length < 1 << 16 ? Uint16Array : Uint32Array)(parts.length);
    let end = 0;
    parts.forEach((part, i) => {
      end += part.length;
      this.#ends[i] = end;
    });
  }

  read(i: number): unknown {
    const [from, to] = [i === 0 ? 0 : this.#ends[i - 1], this.#ends[i]];
    return from === to ? undefined : deserialize(this.#packed.read().subarray(from, to));
  }

  release(): void {
    this.#packed.release();
  }
}

const NOTHING = Buffer.alloc(0);
