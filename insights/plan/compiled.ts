import type { QueryContext } from '../functions/types.ts';
import type { Expression } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import type { Evaluator } from '../row.ts';
import type { Scope } from './scope.ts';

/** An expression as a function of a row, and whether its numbers are times. */
export interface Compiled {
  value: Evaluator;
  time: boolean;
  /** The function that makes a map or list of it; absent for texts and numbers. */
  madeBy?: Structure;
}

/** The functions that make maps and lists: …/CWL_QuerySyntax-operations-functions.html, structure types. */
export type Structure = 'jsonParse' | 'split';

/**
 * An expression whose values are grouped, sorted or counted.
 * @throws QueryError for a whole map or list, which the service refuses there.
 */
export function comparable<T extends Compiled>(compiled: T, { scope }: Setting, e: Expression, command: string): T {
  if (!compiled.madeBy) return compiled;
  const message = `${command} takes no map or list, which ${compiled.madeBy} makes`;
  throw new QueryError(message, scope.query, e.at, {
    length: printExpression(e).length,
    hint: 'name a key or an index of it, such as j.level or j.0',
  });
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
