import type { TableStep } from '../collect/all-rows.ts';
import type { TableCommand } from '../language/ast.ts';
import type { Setting } from './compiled.ts';
import { valueBefore } from './expressions.ts';

/**
 * `appendcols`: the first row of the subquery beside the first row, and so on. Rows of it that are left over go (ours), and a
 * column that is there already is filled where it is missing, unless it is to be overwritten (ours).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Appendcols.html
 */
export function compileAppendcols(
  { query, override, most, at }: Extract<TableCommand, { kind: 'appendcols' }>,
  setting: Setting,
): { step: TableStep; shows: string[] } {
  const { scope, context } = setting;
  const answer = context.answers?.[query.index];
  const columns = (answer?.columns ?? []).map(({ name, time }) => {
    const before = scope.find(name);
    const value = valueBefore(name, setting, at);
    const slot = scope.newSlot();
    scope.define(name, { slot, time: before && !override ? before.time : time });
    return { name, slot, value };
  });
  const rows = (answer?.rows ?? []).slice(0, most);
  const step: TableStep = (all) => {
    all.forEach((row, i) => {
      const values = rows[i] ?? [];
      columns.forEach(({ slot, value }, k) => {
        const old = value?.(row);
        row[slot] = override ? (values[k] ?? old) : (old ?? values[k]);
      });
    });
    return all;
  };
  return { step, shows: columns.map(({ name }) => name) };
}
