/** Where in a file the lines of one second stand: one stretch, or several where the lines are not in order. */
export interface Stretch {
  /** Of the time since the epoch. */
  second: number;
  from: number;
  to: number;
  /** The moment of the line before it, epoch ms. */
  beforeMs: number;
}

/** The stretches of a piece, four numbers each. */
export type PackedStretches = Float64Array<ArrayBuffer>;

const STRIDE = 4;

/** Notes where the lines of each second stand. */
export class Stretching {
  readonly #rows: number[] = [];
  #second = Number.NaN;
  #toAt = 0;

  /** A line, or lines that came together. @param from where the first of them begins. @param to where they end. */
  line(atMs: number, from: number, to: number, beforeMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#toAt = this.#rows.push(second, from, to, beforeMs) - 2;
    } else this.#rows[this.#toAt] = to;
  }

  end(): PackedStretches {
    return Float64Array.from(this.#rows);
  }
}

export function* stretchesIn(rows: PackedStretches): Generator<Stretch> {
  for (let i = 0; i < rows.length; i += STRIDE) {
    const [second, from, to, beforeMs] = rows.subarray(i, i + STRIDE) as unknown as [number, number, number, number];
    yield { second, from, to, beforeMs };
  }
}
