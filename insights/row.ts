import type { Value } from './values.ts';

/** One row: its fields by their place in the scope. */
export type Row = Value[];

/** What a field is read for: its value, which text it is (a KnownText may stand for it), the number that it is, or whether it is there. */
export type Use = 'presence' | 'number' | 'identity' | 'value';

/** An expression made ready: its value for a row. */
export type Evaluator = (row: Row) => Value;
