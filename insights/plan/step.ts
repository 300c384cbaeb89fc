import type { Row } from '../row.ts';

/** Takes a row and hands on what becomes of it: nothing, itself, or several rows, always in the same array. */
export type Step = (next: (row: Row) => void) => (row: Row) => void;

/** A compiled command, and the columns that it adds to the result. */
export interface CompiledStep {
  step: Step;
  /** In order; none for a command that shows nothing. */
  shows: string[];
}

/** Hands on each row as it is. */
export const pass: Step = (next) => next;
