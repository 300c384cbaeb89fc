import type { Row } from '../row.ts';
import { keyOf } from '../values.ts';
import type { Collector, Keep } from './collector.ts';

/** Which of two rows comes first; 0 leaves them in the order of the input. */
export interface RowOrder {
  (a: Row, b: Row): number;
  /** Of two rows with different times the newer one comes first: the time of a row, epoch ms. */
  newestFirst?: (row: Row) => number;
}

/**
 * Keeps the first `limit` rows of an order, and never many more: at twice as many it sorts and cuts.
 * Without an order these are the first rows of the input.
 */
export class TopRows implements Collector {
  readonly #limit: number;
  readonly #order: RowOrder | undefined;
  readonly #keep: Keep;
  #rows: Row[] = [];

  constructor(limit: number, order: RowOrder | undefined, keep: Keep) {
    this.#limit = limit;
    this.#order = order;
    this.#keep = keep;
  }

  add(row: Row): void {
    if (this.#isWorth(row)) this.#push(row.map(this.#keep));
  }

  /** Of equal rows no more are kept than of all. Its texts have memory of their own. */
  addTimes(row: Row, times: number): void {
    for (let n = Math.min(times, this.#limit); n > 0 && this.#isWorth(row); n--) this.#push([...row]);
  }

  full(): boolean {
    return this.#order === undefined && this.#rows.length >= this.#limit;
  }

  leastTime(): number {
    const { newestFirst } = this.#order ?? {};
    return newestFirst && this.#cutAt ? newestFirst(this.#cutAt) : -Infinity;
  }

  state(): unknown {
    return this.rows();
  }

  merge(state: unknown): void {
    for (const row of state as Row[]) if (!this.full() && this.#isWorth(row)) this.#push(row);
  }

  rows(): Row[] {
    this.#cut();
    return this.#rows;
  }

  /** Right for rows whose only time is the event's own. */
  moved(state: unknown, byMs: number): unknown {
    return (state as Row[]).map(([time, ...others]) => [(time as number) + byMs, ...others]);
  }

  /** The worst of the rows kept at the last cut: what is no better is not worth keeping. */
  #cutAt: Row | undefined;

  #isWorth(row: Row): boolean {
    if (!this.#order) return true;
    const last = this.#limit === 1 ? this.#rows[0] : this.#cutAt;
    return last === undefined || this.#order(row, last) < 0;
  }

  #push(row: Row): void {
    if (this.full()) return;
    if (this.#limit === 1) this.#rows.length = 0;
    this.#rows.push(row);
    if (this.#order && this.#rows.length >= 2 * this.#limit && this.#rows.length >= LEAST_CUT) this.#cut();
  }

  #cut(): void {
    if (!this.#order) return;
    // Array.sort is stable, so equal rows stay in the order of the input.
    this.#rows.sort(this.#order);
    if (this.#rows.length >= this.#limit) {
      this.#rows.length = this.#limit;
      this.#cutAt = this.#rows.at(-1);
    }
  }
}

const LEAST_CUT = 64;

/**
 * Keeps the first row, in an order, of each combination of values; rows without one of them are all kept.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html
 */
export class DistinctRows implements Collector {
  readonly #keysOf: (row: Row) => Row;
  readonly #order: RowOrder;
  readonly #keep: Keep;
  readonly #others: TopRows;
  readonly #width: number;
  readonly #best = new Map<string, Row>();
  #taken = 0;

  /**
   * @param order undefined leaves the rows in the order of the input.
   * @param width behind so many values the order looks at none; a row may be shorter, where its last values are missing.
   */
  constructor(keysOf: (row: Row) => Row, limit: number, order: RowOrder | undefined, keep: Keep, width: number) {
    this.#keysOf = keysOf;
    this.#width = width;
    // A row carries its place in the input behind its values, which decides between equals.
    this.#order = (a, b) => order?.(a, b) || (a.at(-1) as number) - (b.at(-1) as number);
    this.#keep = keep;
    this.#others = new TopRows(limit, this.#order, (value) => value);
  }

  add(row: Row): void {
    const keys = this.#keysOf(row);
    const key = keys.includes(undefined) ? undefined : JSON.stringify(keys.map(keyOf));
    const held = key === undefined ? undefined : this.#best.get(key);
    this.#taken++;
    if (held && this.#order(this.#placed([...row]), held) >= 0) return;
    const kept = this.#placed(row.map(this.#keep));
    if (key === undefined) this.#others.add(kept);
    else this.#best.set(key, kept);
  }

  #placed(row: Row): Row {
    row.length = Math.max(row.length, this.#width);
    row.push(this.#taken);
    return row;
  }

  full(): boolean {
    return false;
  }

  state(): unknown {
    return this.rows();
  }

  merge(state: unknown): void {
    for (const row of state as Row[]) this.add(row);
  }

  rows(): Row[] {
    return [...this.#best.values(), ...this.#others.rows()].sort(this.#order).map((row) => row.slice(0, -1));
  }
}
