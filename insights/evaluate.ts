import type { BinaryOperator, Expression } from './ast.ts';
import { QueryError } from './errors.ts';
import { binWidth, FUNCTIONS } from './functions.ts';
import { compileRegex } from './patterns.ts';
import { compare, isTrue, toNumber, type Value } from './values.ts';

/** One row: its fields by name. `@timestamp` is a number of milliseconds. */
export type Row = Map<string, Value>;
export type Evaluator = (row: Row) => Value;

/**
 * Turns an expression into a function of a row.
 * @throws QueryError when a pattern or a bin width is not valid.
 */
export function compileExpression(expression: Expression, query: string): Evaluator {
  switch (expression.kind) {
    case 'literal':
      return () => expression.value;
    case 'regex':
      throw new QueryError('a regular expression stands behind like or =~ only', query, expression.at);
    case 'field':
      return (row) => row.get(expression.name);
    case 'not': {
      const operand = compileExpression(expression.operand, query);
      return (row) => Number(!isTrue(operand(row)));
    }
    case 'negate': {
      const operand = compileExpression(expression.operand, query);
      return (row) => {
        const number = toNumber(operand(row));
        return number === undefined ? undefined : -number;
      };
    }
    case 'binary': {
      const left = compileExpression(expression.left, query);
      const right = compileExpression(expression.right, query);
      return binary(expression.operator, left, right);
    }
    case 'like':
      return like(expression, query);
    case 'in': {
      const left = compileExpression(expression.left, query);
      const values = expression.values.map((v) => compileExpression(v, query));
      return (row) => Number(values.some((v) => compare(left(row), v(row)) === 0) !== expression.negated);
    }
    case 'call':
      return call(expression, query);
  }
}

function like(expression: Extract<Expression, { kind: 'like' }>, query: string): Evaluator {
  const left = compileExpression(expression.left, query);
  const { pattern, negated } = expression;
  const matches = patternTest(pattern, query);
  return (row) => {
    const value = left(row);
    return Number((value !== undefined && matches(String(value))) !== negated);
  };
}

function patternTest(pattern: Expression, query: string): (text: string) => boolean {
  if (pattern.kind === 'regex') {
    const { regex } = compileRegex(pattern.source, query, pattern.at);
    return (text) => regex.test(text);
  }
  const literal = pattern.kind === 'literal' ? String(pattern.value) : '';
  return (text) => text.includes(literal);
}

function call(expression: Extract<Expression, { kind: 'call' }>, query: string): Evaluator {
  if (expression.name === 'bin') {
    const width = expression.args[0]?.kind === 'literal' ? binWidth(String(expression.args[0].value)) : undefined;
    if (!width) throw new QueryError('bin takes a width such as 30s, 5m or 1h', query, expression.at);
    return (row) => {
      const at = toNumber(row.get('@timestamp'));
      return at === undefined ? undefined : Math.floor(at / width) * width;
    };
  }
  const known = FUNCTIONS[expression.name];
  if (!known) throw new QueryError(`${expression.name}(…) needs the command stats`, query, expression.at);
  const args = expression.args.map((a) => compileExpression(a, query));
  return (row) => known.run(args.map((a) => a(row)));
}

const ARITHMETIC: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};
const COMPARISONS: Partial<Record<BinaryOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function binary(operator: BinaryOperator, left: Evaluator, right: Evaluator): Evaluator {
  if (operator === 'and') return (row) => Number(isTrue(left(row)) && isTrue(right(row)));
  if (operator === 'or') return (row) => Number(isTrue(left(row)) || isTrue(right(row)));
  const compares = COMPARISONS[operator];
  if (compares) {
    return (row) => {
      const order = compare(left(row), right(row));
      return order === undefined ? 0 : Number(compares(order));
    };
  }
  const arithmetic = ARITHMETIC[operator] as (a: number, b: number) => number;
  return (row) => {
    const a = toNumber(left(row));
    const b = toNumber(right(row));
    const result = a === undefined || b === undefined ? Number.NaN : arithmetic(a, b);
    return Number.isFinite(result) ? result : undefined;
  };
}
