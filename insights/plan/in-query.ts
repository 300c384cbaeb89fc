import type { Answer } from '../functions/types.ts';
import { type Expression, nameOf } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import type { Evaluator } from '../row.ts';
import { equal, toNumber, type Value } from '../values.ts';
import type { Setting } from './compiled.ts';

type InQuery = Extract<Expression, { kind: 'inQuery' }>;

/**
 * `field in (subquery)`: whether the subquery gives the value, as `in […]` compares. A missing value is in nothing.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Subqueries.html
 * @throws QueryError when it cannot be told which column is meant.
 */
export function compileInQuery(e: InQuery, left: Evaluator, { scope, context }: Setting): Evaluator {
  const answer = context.answers?.[e.query.index];
  if (!answer) return () => 0;
  const column = columnOf(answer, e, scope.query);
  const isIn = membership(answer.rows.map((row) => row[column]));
  return (row) => {
    const value = left(row);
    return Number(isIn(value) !== e.negated);
  };
}

/** The only column, or the one with the field's name. */
function columnOf({ columns }: Answer, { left, query, at }: InQuery, text: string): number {
  if (columns.length === 1) return 0;
  const name = left.kind === 'field' ? nameOf(left) : undefined;
  const found = columns.findIndex((column) => column.name === name);
  if (found >= 0) return found;
  const known = columns.map((column) => column.name).join(', ');
  throw new QueryError(`it is not told which of ${known} is looked into`, text, query.at || at, {
    hint: 'end the subquery with fields and one name',
  });
}

/** Equality of texts and of numbers can be looked up; a text beside a number is taken for the number. */
function membership(values: Value[]): (value: Value) => boolean {
  const texts = new Set(values.filter((v) => typeof v === 'string'));
  const numbers = values.filter((v) => typeof v === 'number');
  const known = new Set<number>(numbers);
  // Ids of more digits than a double holds are texts, and must not meet a number that is only near.
  const ofTexts = new Map<number, string[]>();
  for (const text of texts) {
    const number = toNumber(text);
    if (number !== undefined) ofTexts.set(number, [...(ofTexts.get(number) ?? []), text]);
  }
  return (value) => {
    if (typeof value === 'string') {
      if (texts.has(value)) return true;
      const number = toNumber(value);
      return number !== undefined && known.has(number) && equal(value, number) === true;
    }
    if (typeof value !== 'number') return false;
    return known.has(value) || (ofTexts.get(value) ?? []).some((text) => equal(value, text) === true);
  };
}
