import type { Cursor } from './cursor.ts';
import { expressionOf } from './expression.ts';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What stands in a field: its text, and its number where it is one. */
export interface Value {
  text: string;
  number: number | undefined;
}

/** The right side of a comparison: it may hold of a value. */
export type Holds = (value: Value) => boolean;

/** How many expressions and selectors with * were read: both are limited. */
export interface Uses {
  expressions: number;
  wildcards: number;
}

const OPERATOR = /!=|<=|>=|=|<|>/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const EXPRESSION = /%((?:[^%\\]|\\.)*)%/y;
/** Longer than the page allows without quotes, for its own examples have points, stars and signs. */
const BARE = /[^\s"%,()[\]{}=<>!&|]+/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text is; undefined where it is none. */
export const numberOf = (text: string): number | undefined => (NUMBER.test(text) ? Number(text) : undefined);

/**
 * Reads an operator and what it compares with: a text with * for anything, in quotes or without, a number, or an expression between
 * percent signs. @throws ServiceError
 */
export function comparison(cursor: Cursor, uses: Uses): Holds {
  cursor.space();
  const operator = cursor.take(OPERATOR)?.[0] as Operator | undefined;
  if (operator === undefined) throw cursor.missing('=, !=, <, <=, > or >=');
  cursor.space();
  if (operator === '=' || operator === '!=') {
    const equals = equality(cursor, uses);
    return operator === '=' ? equals : (value) => !equals(value);
  }
  const bare = cursor.take(BARE)?.[0];
  const bound = bare === undefined ? undefined : numberOf(bare);
  if (bound === undefined) throw cursor.missing(`a number behind ${operator}`);
  return ({ number }) => number !== undefined && ORDERS[operator](number, bound);
}

const ORDERS: Record<'<' | '<=' | '>' | '>=', (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function equality(cursor: Cursor, uses: Uses): Holds {
  const [, expression] = cursor.take(EXPRESSION) ?? [];
  if (expression !== undefined) {
    const regex = expressionOf(expression);
    uses.expressions++;
    return ({ text }) => regex.test(text);
  }
  const [, quoted] = cursor.take(QUOTED) ?? [];
  if (quoted !== undefined) return likeness(unescaped(quoted));
  const bare = cursor.take(BARE)?.[0];
  if (bare === undefined) throw cursor.missing('a text, a number or an expression between percent signs');
  const like = likeness(bare);
  const wanted = numberOf(bare);
  return (value) => like(value) || (wanted !== undefined && value.number === wanted);
}

export const unescaped = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** A star stands for any characters, also for none. Looks for the pieces between the stars one after the other: no text makes it slow. */
function likeness(pattern: string): Holds {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return ({ text }) => text === pattern;
  return ({ text }) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
