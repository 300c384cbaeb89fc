import type { Aggregation } from './ast.ts';
import { compileExpression, type Row } from './evaluate.ts';
import { toNumber, type Value } from './values.ts';

/** Collects one aggregation over the rows of a group. */
export interface Accumulator {
  add(row: Row): void;
  result(): Value;
}

/** Makes the accumulators of a `stats` command, one for each group. */
export function compileAggregation(aggregation: Aggregation, query: string): () => Accumulator {
  const value = aggregation.argument ? compileExpression(aggregation.argument, query) : () => 1;
  const start = STARTERS[aggregation.function] as Starter;
  return () => start(value, aggregation.percent ?? 0);
}

type Starter = (value: (row: Row) => Value, percent: number) => Accumulator;

/** count(*) of nothing is 0; every other function of nothing is missing. */
const STARTERS: Record<string, Starter> = {
  count: (value) => {
    let count = 0;
    return { add: (row) => void (value(row) !== undefined && count++), result: () => count };
  },
  count_distinct: (value) => {
    const seen = new Set<string>();
    return {
      add: (row) => {
        const v = value(row);
        if (v !== undefined) seen.add(String(v));
      },
      result: () => seen.size,
    };
  },
  sum: (value) => fold(value, (total, n) => total + n),
  min: (value) => fold(value, Math.min),
  max: (value) => fold(value, Math.max),
  avg: (value) => {
    let total = 0;
    let count = 0;
    return {
      add: (row) => {
        const n = toNumber(value(row));
        if (n === undefined) return;
        total += n;
        count++;
      },
      result: () => (count === 0 ? undefined : total / count),
    };
  },
  pct: (value, percent) => {
    const numbers: number[] = [];
    return {
      add: (row) => {
        const n = toNumber(value(row));
        if (n !== undefined) numbers.push(n);
      },
      result: () => nearestRank(numbers, percent),
    };
  },
  earliest: (value) => byTime(value, (at, best) => at < best),
  latest: (value) => byTime(value, (at, best) => at >= best),
};

function fold(value: (row: Row) => Value, step: (a: number, b: number) => number): Accumulator {
  let result: number | undefined;
  return {
    add: (row) => {
      const n = toNumber(value(row));
      if (n !== undefined) result = result === undefined ? n : step(result, n);
    },
    result: () => result,
  };
}

// No document names the service's interpolation; the nearest rank is always a value that occurred.
function nearestRank(numbers: number[], percent: number): number | undefined {
  if (numbers.length === 0) return undefined;
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

function byTime(value: (row: Row) => Value, better: (at: number, best: number) => boolean): Accumulator {
  let best: number | undefined;
  let found: Value;
  return {
    add: (row) => {
      const at = toNumber(row.get('@timestamp'));
      const v = value(row);
      if (at === undefined || v === undefined || (best !== undefined && !better(at, best))) return;
      best = at;
      found = v;
    },
    result: () => found,
  };
}
