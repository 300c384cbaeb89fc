import { atPath } from '../functions/json.ts';
import { ARITHMETIC } from '../functions/numbers.ts';
import { durationOf } from '../functions/periods.ts';
import type { Expression } from '../language/ast.ts';
import { type ErrorDetail, QueryError } from '../language/errors.ts';
import type { Evaluator, Use } from '../row.ts';
import { compare, equal, isTrue, toNumber, type Value } from '../values.ts';
import { decode } from './bytes.ts';
import { compileCall } from './calls.ts';
import { type Compiled, plain, type Setting } from './compiled.ts';
import { compileInQuery } from './in-query.ts';
import { compileLike } from './like.ts';
import { MESSAGE } from './scope.ts';

/**
 * Turns an expression into a function of a row.
 * @throws QueryError for what cannot be computed, such as a pattern that is not valid.
 */
export function compileExpression(e: Expression, setting: Setting): Compiled {
  switch (e.kind) {
    case 'literal':
      return plain(() => e.value);
    case 'field':
      return setting.field ? setting.field(e) : compileField(e, setting);
    case 'member': {
      const of = compileExpression(e.of, setting).value;
      return plain((row) => atPath(of(row), e.segments));
    }
    case 'not': {
      const operand = compileExpression(e.operand, setting).value;
      return plain((row) => Number(!isTrue(operand(row))));
    }
    case 'negate': {
      const operand = compileExpression(e.operand, setting).value;
      return plain((row) => {
        const number = toNumber(operand(row));
        return number === undefined ? undefined : -number;
      });
    }
    case 'binary': {
      const [left, right] = [compileExpression(e.left, setting), compileExpression(e.right, setting)];
      if (/[=<>]/.test(e.operator)) warnOfTimes(e, left, right, setting);
      return plain(binary(e.operator, left.value, right.value));
    }
    case 'like':
      return plain(compileLike(e, compileExpression(e.left, setting).value, setting));
    case 'in': {
      const left = compileExpression(e.left, setting).value;
      const values = e.values.map((v) => compileExpression(v, setting).value);
      return plain((row) => {
        const found = left(row);
        return Number(values.some((v) => equal(found, v(row))) !== e.negated);
      });
    }
    case 'inQuery':
      return plain(compileInQuery(e, compileExpression(e.left, setting).value, setting));
    case 'call':
      return compileCall(e, setting, (inner) => compileFor(PRESENCE.test(e.name) ? 'presence' : 'value', inner, setting));
    default:
      throw new QueryError(MISPLACED[e.kind], setting.scope.query, e.at, e.kind === 'period' ? asNumber(e) : {});
  }
}

/** A time is a number here, and compared with a text it is never what the writer means. */
function warnOfTimes(e: Extract<Expression, { kind: 'binary' }>, left: Compiled, right: Compiled, { scope }: Setting): void {
  const text = left.time ? e.right : right.time ? e.left : undefined;
  if (text?.kind !== 'literal' || toNumber(text.value) !== undefined) return;
  scope.warnings.push(
    `a time is compared with the text "${text.value}", as epoch milliseconds; set the window of the query instead, or compare with toMillis(…)`,
  );
}

/** The function that asks nothing else of a field. */
const PRESENCE = /^ispresent$/i;

/** What a period is where a number stands: times are epoch milliseconds. */
function asNumber({ count, unit }: Extract<Expression, { kind: 'period' }>): ErrorDetail {
  const ms = durationOf(count, unit);
  return { length: `${count}${unit}`.length, ...(ms && { hint: `in milliseconds it is ${ms}` }) };
}

const MISPLACED = {
  regex: 'a regular expression stands behind like or =~ only',
  period: 'a period such as 5m is for bin, datefloor and dateceil',
  star: 'a star stands in count(*) only',
};

function compileField(field: Extract<Expression, { kind: 'field' }>, { scope, bytes }: Setting, use?: Use): Compiled {
  const { slot, time, path, madeBy } = scope.resolve(field, use);
  if (path.length > 0) return plain((row) => atPath(row[slot], path));
  if (bytes && slot === MESSAGE) return plain((row) => decode(row[MESSAGE] as string));
  return { value: (row) => row[slot], time, ...(madeBy && { madeBy }) };
}

/** An expression of which no more is read than its use. */
export function compileFor(use: Use, e: Expression, setting: Setting): Compiled {
  return e.kind === 'field' && !setting.field ? compileField(e, setting, use) : compileExpression(e, setting);
}

/** What stands under a name before a command gives it again; undefined where nothing does. */
export function valueBefore(name: string, setting: Setting, at: number): Evaluator | undefined {
  if (!setting.scope.find(name)) return undefined;
  return compileExpression({ kind: 'field', segments: [name], at }, setting).value;
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function binary(operator: string, left: Evaluator, right: Evaluator): Evaluator {
  if (operator === 'and') return (row) => Number(isTrue(left(row)) && isTrue(right(row)));
  if (operator === 'or') return (row) => Number(isTrue(left(row)) || isTrue(right(row)));
  if (operator === '=') return (row) => Number(equal(left(row), right(row)) ?? false);
  if (operator === '!=') return (row) => Number(equal(left(row), right(row)) === false);
  const compares = COMPARISONS[operator];
  if (compares) {
    return (row) => {
      const order = compare(left(row), right(row));
      return order === undefined ? 0 : Number(compares(order));
    };
  }
  const arithmetic = ARITHMETIC[operator] as (a: Value, b: Value) => Value;
  return (row) => arithmetic(left(row), right(row));
}
