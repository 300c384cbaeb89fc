import type { Value } from './values.ts';

/** One row: its fields by their place in the scope. */
export type Row = Value[];

/** An expression made ready: its value for a row. */
export type Evaluator = (row: Row) => Value;
