import type { TableStep } from '../collect/all-rows.ts';
import type { RowOrder } from '../collect/top.ts';
import { nextTime, type Period } from '../functions/periods.ts';
import { nameOf, type TableCommand } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import type { Row } from '../row.ts';
import { keyOf, toNumber } from '../values.ts';
import type { Setting } from './compiled.ts';

/** How `stats … by bin(…)` grouped. */
export interface Bins {
  /** Where the bin's time stands in the rows, and the other keys. */
  slot: number;
  keys: number[];
  period: Period;
  /** So much later than it began stands a bin in the rows, in ms. */
  offsetMs: number;
}

/** More rows than these are no chart, but a bin that is too short for its window. */
const MOST_FILLED = 100_000;

/**
 * `fillmissing`: adds a row for each bin between the first and the last that has none, for each combination of the other
 * keys (ours: the page speaks of one key). The rows come by their time, unless a sort stood before.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Fillmissing.html
 * @throws QueryError where no stats by bin stands before, and when it runs for too many bins.
 */
export function compileFillmissing(
  { fills, at }: Extract<TableCommand, { kind: 'fillmissing' }>,
  { scope }: Setting,
  bins: Bins | undefined,
  order: RowOrder | undefined,
): TableStep {
  const fail = (message: string, hint: string) =>
    new QueryError(message, scope.query, at, { length: 'fillmissing'.length, hint });
  if (!bins)
    throw fail(
      'fillmissing stands behind stats … by bin(…)',
      'such as: stats count(*) as n by bin(5m) | fillmissing with 0 for n',
    );
  const values = fills.map(({ value, column }) => {
    const name = column.kind === 'field' ? nameOf(column) : printExpression(column);
    const place = scope.find(name) ?? scope.findText(name);
    if (place) return { slot: place.slot, value };
    throw new QueryError(`${name} is no column of the command before`, scope.query, column.at, { length: name.length });
  });
  const { slot, keys, period, offsetMs } = bins;
  return (rows) => {
    const times = rows.map((row) => toNumber(row[slot])).filter((ms) => ms !== undefined);
    if (times.length === 0) return rows;
    const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    const keyOfRow = (row: Row) => JSON.stringify(keys.map((key) => keyOf(row[key])));
    const present = new Map<string, { row: Row; bins: Set<number> }>();
    for (const row of rows) {
      const ms = toNumber(row[slot]);
      if (ms === undefined) continue;
      const key = keyOfRow(row);
      const held = present.get(key) ?? { row, bins: new Set<number>() };
      present.set(key, held);
      held.bins.add(ms);
    }
    const all = [...rows];
    for (let ms = first; ms <= last; ms = nextTime(ms - offsetMs, period) + offsetMs) {
      for (const { row, bins: held } of present.values()) {
        if (held.has(ms)) continue;
        const added: Row = new Array(scope.length).fill(undefined);
        added[slot] = ms;
        for (const key of keys) added[key] = row[key];
        for (const { slot: place, value } of values) added[place] = value;
        if (all.push(added) - rows.length > MOST_FILLED)
          throw fail(`there are more than ${MOST_FILLED} bins to fill`, 'take longer bins, or a shorter window');
      }
    }
    return all.sort(order ?? ((a, b) => (toNumber(a[slot]) ?? -Infinity) - (toNumber(b[slot]) ?? -Infinity) || 0));
  };
}
