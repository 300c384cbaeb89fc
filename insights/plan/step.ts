import type { Row } from '../row.ts';

/** Is told once that a command `parse` was given a text, and once that it matched one; the commands are numbered in their order. */
export type Seen = (parse: number, isMatch: boolean) => void;

/** Takes a row and hands on what becomes of it: nothing, itself, or several rows, always in the same array. */
export type Step = (next: (row: Row) => void, seen?: Seen) => (row: Row) => void;

/** A compiled command, and the columns that it adds to the result. */
export interface CompiledStep {
  step: Step;
  /** In order; none for a command that shows nothing. */
  shows: string[];
}

/** Hands on each row as it is. */
export const pass: Step = (next) => next;
