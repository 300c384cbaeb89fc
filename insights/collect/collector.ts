import type { Row } from '../row.ts';
import type { Value } from '../values.ts';

/**
 * What a command that needs all rows keeps of them. It is filled in the order of the input, one collector for each
 * part of it; the parts are merged in that same order, so that cutting the input anywhere changes nothing.
 */
export interface Collector {
  /** Takes a row; the array is the caller's and is used again. */
  add(row: Row): void;
  /** The same row so often, one behind the other; its texts have memory of their own. Absent where it must be added each time. */
  addTimes?(row: Row, times: number): void;
  /** Rows with the same text change the collector alike, but for their times. Absent where that takes the whole row. */
  alike?(row: Row): string;
  /** Rows whose times lie in one period of this width change the collector alike. Absent where more than the time decides. */
  alikeIn?(): { ms: number; offsetMs: number } | undefined;
  /** True when no further row can change the result. */
  full(): boolean;
  /** Rows of an earlier time, epoch ms, cannot change the result. Absent where times decide nothing. */
  leastTime?(): number;
  /** True where nothing of a row is held once it was taken, but texts and numbers. */
  holdsNoRow?: true;
  /** True where the time of a row is asked for by what the query says alone. */
  isTimeless?: boolean;
  /** Plain data for `merge`, here or in another thread. @param isBrief true where it is merged at once and then forgotten. */
  state(isBrief?: boolean): unknown;
  /** Adds what a later part of the input collected. */
  merge(state: unknown): void;
  /** The rows that the command makes. */
  rows(): Row[];
  /** What `state` would be had all events come so much later. Absent where that cannot be told from it. */
  moved?(state: unknown, byMs: number): unknown;
}

/** A value that may be kept: a part of a long text would keep all of it in memory. */
export type Keep = (value: Value) => Value;
