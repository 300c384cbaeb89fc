import type { Answer } from '../functions/types.ts';
import type { JoinCommand } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import type { Row } from '../row.ts';
import { shownText, type Value } from '../values.ts';
import type { Setting } from './compiled.ts';
import { compileExpression } from './expressions.ts';
import type { CompiledStep } from './step.ts';

/**
 * `join`: a row for each row of the subquery that has the same keys, in its order. Keys are compared as texts (ours).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Join.html
 */
export function compileJoin({ type, left, right, keys, query }: JoinCommand, setting: Setting): CompiledStep {
  const { scope, context } = setting;
  const own = keys.map((key) => compileExpression(key.left, setting).value);
  const answer = context.answers?.[query.index];
  const joined = scope.join(left, right, query.index, (name, place) => {
    const column = answer?.columns.find((c) => c.name === name);
    if (answer && !column) throw unknown(name, answer, scope.query, place);
    return column?.time ?? false;
  });
  for (const key of keys) joined.ask(key.right);
  const keyColumns = answer ? keys.map((key) => indexOf(answer, key.right.segments.join('.'))) : [];
  const rows = answer ? byKey(answer.rows, keyColumns) : new Map<string, Value[][]>();
  const step: CompiledStep['step'] = (next) => {
    // The commands behind have told by now which fields they need.
    const wanted = [...joined.fields].map(([name, slot]) => ({ slot, column: answer ? indexOf(answer, name) : -1 }));
    const put = (row: Row, values: Value[]) => {
      for (const { slot, column } of wanted) row[slot] = values[column];
      next(row);
    };
    return (row) => {
      const key = keyText(own.map((value) => value(row)));
      const found = key === undefined ? undefined : rows.get(key);
      if (found) for (const values of found) put(row, values);
      else if (type === 'left') put(row, NOTHING);
    };
  };
  return { step, shows: [] };
}

const NOTHING: Value[] = [];

const indexOf = ({ columns }: Answer, name: string) => columns.findIndex((column) => column.name === name);

function byKey(rows: Value[][], columns: number[]): Map<string, Value[][]> {
  const found = new Map<string, Value[][]>();
  for (const row of rows) {
    const key = keyText(columns.map((column) => row[column]));
    if (key === undefined) continue;
    const same = found.get(key);
    if (same) same.push(row);
    else found.set(key, [row]);
  }
  return found;
}

/** A missing value meets no other. */
function keyText(values: Value[]): string | undefined {
  const texts = values.map(shownText);
  return texts.includes(undefined) ? undefined : JSON.stringify(texts);
}

function unknown(name: string, { columns }: Answer, query: string, at: number): QueryError {
  const hint = `there is ${columns.map((column) => column.name).join(', ')}`;
  return new QueryError(`the subquery of join gives no ${name}`, query, at, { hint });
}
