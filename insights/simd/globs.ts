import type { Use } from '../row.ts';
import type { Value } from '../values.ts';
import { GLOB_BYTES, GLOBS, GLOBS_END } from './layout.ts';
import type { ScanMemory } from './scan-memory.ts';

/** The patterns of a query in one memory. */
export class GlobTable {
  readonly #memory: ScanMemory;
  #free = GLOBS;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
  }

  /**
   * Makes ready to match a pattern; undefined when there is no room.
   * @param parts the literal texts around its wildcards. @param uses of the wildcards' texts, one less.
   */
  glob(parts: readonly string[], uses: readonly (Use | undefined)[]): GlobMatch | undefined {
    const { all, ints } = this.#memory;
    const texts = parts.map((part) => Buffer.from(part, 'latin1'));
    const begin = this.#free;
    let place = begin + 16 + texts.length * GLOB_BYTES;
    const end = Math.ceil((place + texts.reduce((sum, text) => sum + text.length, 0) + 16) / 16) * 16;
    if (end > GLOBS_END) return undefined;
    ints[begin / 4] = texts.length;
    texts.forEach((text, i) => {
      ints.set([place, text.length, Number(uses[i - 1] === 'number')], (begin + 16 + i * GLOB_BYTES) / 4);
      place += text.copy(all, place);
    });
    this.#free = end;
    return new GlobMatch(this.#memory, begin, uses);
  }
}

/** A pattern that is matched in bytes. */
export class GlobMatch {
  readonly #memory: ScanMemory;
  readonly #begin: number;
  readonly #uses: readonly (Use | undefined)[];

  constructor(memory: ScanMemory, begin: number, uses: readonly (Use | undefined)[]) {
    this.#memory = memory;
    this.#begin = begin;
    this.#uses = uses;
  }

  /** Whether the text between two places of `all` matches. */
  match(from: number, to: number): boolean {
    return this.#memory.glob.glob(from, to, this.#begin) === 1;
  }

  /** What a wildcard's text comes to, by its use. A number that is not written plainly stays a text. */
  value(wildcard: number): Value {
    const use = this.#uses[wildcard];
    if (use === undefined) return undefined;
    if (use === 'presence') return 1;
    const { ints, doubles } = this.#memory;
    const entry = (this.#begin + 16 + (wildcard + 1) * GLOB_BYTES) >> 2;
    if (use === 'number' && ints[entry + 5] === 1) return doubles[entry / 2 + 3];
    return this.#memory.textAt(ints[entry + 3] as number, ints[entry + 4] as number);
  }
}
