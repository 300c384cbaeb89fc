import type { Row, Use } from '../row.ts';
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
   * @param parts the literal texts around its wildcards, as bytes. @param uses of the wildcards' texts, one less. @param slots where they go.
   */
  glob(parts: readonly string[], uses: readonly (Use | undefined)[], slots: readonly number[]): GlobMatch | undefined {
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
    return new GlobMatch(this.#memory, begin, uses, slots);
  }
}

/** What is asked of a wildcard's text, as numbers: this is asked for each line. */
const [PRESENCE, NUMBER, TEXT] = [0, 1, 2];

/** A wildcard of which something is asked: where it is noted in `ints`, what is asked of its text, and where that goes in a row. */
interface Wanted {
  entry: number;
  asked: number;
  slot: number;
}

/** A pattern that is matched in bytes. */
export class GlobMatch {
  readonly #memory: ScanMemory;
  readonly #begin: number;
  readonly #wanted: Wanted[];

  constructor(memory: ScanMemory, begin: number, uses: readonly (Use | undefined)[], slots: readonly number[]) {
    this.#memory = memory;
    this.#begin = begin;
    this.#wanted = uses.flatMap((use, i) => {
      const entry = (begin + 16 + (i + 1) * GLOB_BYTES) >> 2;
      const asked = use === 'presence' ? PRESENCE : use === 'number' ? NUMBER : TEXT;
      return use === undefined ? [] : [{ entry, asked, slot: slots[i] as number }];
    });
  }

  /**
   * Whether the text between two places of `all` matches. The row gets what the wildcards' texts come to, by their uses; missing where it does
   * not match. A number that is not written plainly stays a text.
   */
  fill(row: Row, from: number, to: number): boolean {
    const isMatch = this.#memory.glob.glob(from, to, this.#begin) === 1;
    const { ints, doubles } = this.#memory;
    const wanted = this.#wanted;
    for (let i = 0; i < wanted.length; i++) {
      const { entry, asked, slot } = wanted[i] as Wanted;
      if (!isMatch) row[slot] = undefined;
      else if (asked === PRESENCE) row[slot] = 1;
      else if (asked === NUMBER && ints[entry + 5] === 1) {
        const number = doubles[(entry >> 1) + 3] as number;
        // V8 keeps small whole numbers in the row itself.
        row[slot] = (number | 0) === number ? number | 0 : number;
      } else row[slot] = this.#memory.textAt(ints[entry + 3] as number, ints[entry + 4] as number);
    }
    return isMatch;
  }
}
