import type { Row } from '../row.ts';
import type { Collector, Keep } from './collector.ts';
import type { RowOrder } from './top.ts';

/** Makes the rows of a command from all rows before it, in their order. The rows are its own and may be changed. */
export type TableStep = (rows: Row[]) => Row[];

/** Keeps every row, for the commands that compute along the rows in their order. */
export class AllRows implements Collector {
  readonly #order: RowOrder | undefined;
  readonly #step: TableStep;
  readonly #keep: Keep;
  #rows: Row[] = [];

  /** @param order undefined leaves the rows in the order of the input. */
  constructor(order: RowOrder | undefined, step: TableStep, keep: Keep) {
    this.#order = order;
    this.#step = step;
    this.#keep = keep;
  }

  add(row: Row): void {
    this.#rows.push(row.map(this.#keep));
  }

  full(): boolean {
    return false;
  }

  state(): unknown {
    return this.#rows;
  }

  merge(state: unknown): void {
    for (const row of state as Row[]) this.#rows.push(row);
  }

  rows(): Row[] {
    // Array.sort is stable, so equal rows stay in the order of the input.
    const rows = this.#order ? this.#rows.toSorted(this.#order) : this.#rows;
    return this.#step(rows.map((row) => row.slice()));
  }
}
