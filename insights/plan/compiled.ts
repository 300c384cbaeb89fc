import type { QueryContext } from '../functions/types.ts';
import type { Expression } from '../language/ast.ts';
import type { Evaluator } from '../row.ts';
import type { Scope } from './scope.ts';

/** An expression as a function of a row, and whether its numbers are times. */
export interface Compiled {
  value: Evaluator;
  time: boolean;
}

/** What an expression is compiled in. */
export interface Setting {
  scope: Scope;
  context: QueryContext;
  /** True while `@message` stands in the row as bytes (see ./bytes.ts). */
  bytes: boolean;
  /** Compiles a function over many rows; only stats has it. */
  aggregate?: (call: Extract<Expression, { kind: 'call' }>) => Compiled;
  /** Behind an aggregation a field of single rows means nothing; stats says which may be named. */
  field?: (field: Extract<Expression, { kind: 'field' }>) => Compiled;
}

/** An expression whose numbers are no times. */
export const plain = (value: Evaluator): Compiled => ({ value, time: false });
