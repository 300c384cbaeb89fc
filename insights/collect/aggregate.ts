import type { Value } from '../values.ts';
import type { Keep } from './collector.ts';

/**
 * A function over many rows. Its state is plain data, so that it can go to another thread, and two states can be
 * merged: `merge(a, b)` adds to `a` what `b` saw later in the input.
 */
export interface Aggregate<State = unknown, Kept = State> {
  /** True when values themselves are held on to. */
  keeps?: true;
  start(): State;
  /** True when a text is as good as the number that it stands for, and the time does not matter. */
  sums?: true;
  /** True when a KnownText is as good as its text, and the time does not matter. */
  identifies?: true;
  /** True when any value is as good as another, and the time does not matter. */
  counts?: true;
  /** `time` is that of the event, epoch ms. Missing values are not added. @param keep makes a value fit to be held on to. */
  add(state: State, value: Exclude<Value, undefined>, time: number, keep: Keep): void;
  /** The same so many times; absent where it must be done one by one. */
  addTimes?(state: State, times: number): void;
  /** @param from a state, or what is kept of one. */
  merge(into: State, from: State | Kept): void;
  /** What is kept of a state; absent where it has no better form. @param isBrief true where to find the least room for it is not worth the time. */
  kept?(state: State, isBrief: boolean): Kept;
  /** Missing when nothing was added, but for counts. */
  /** @param parameter the second argument of the call: a percentage, a number of ranges, or ms. */
  result(state: State, parameter: number): Value;
}

/** True where the time of an event does not matter. */
export function isTimeless({ counts, sums, identifies }: Aggregate): boolean {
  return Boolean(counts || sums || identifies);
}
