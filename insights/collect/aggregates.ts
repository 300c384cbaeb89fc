import { sortOrder } from '../sort-order.ts';
import { toNumber, type Value } from '../values.ts';
import type { Aggregate } from './aggregate.ts';
import { countDistinct } from './distinct.ts';
import { addExact, addSquare, type ExactSum, MOST_SUMMED, scaledMinusSquare, totalOf } from './exact-sum.ts';
import { addNumber, condensed, emptyNumbers, joinNumbers, type Numbers, percentile } from './percentile.ts';
import { SERIES_AGGREGATES } from './series-aggregates.ts';

interface Count {
  count: number;
}

const count: Aggregate<Count, number> = {
  counts: true,
  start: () => ({ count: 0 }),
  add: (s) => void s.count++,
  addTimes(s, times) {
    s.count += times;
  },
  merge(into, from) {
    into.count += typeof from === 'number' ? from : from.count;
  },
  kept: (s) => s.count,
  result: (s) => s.count,
};

interface Sum extends Count {
  sum: ExactSum;
  /** True when a number was too great: then the answer would hang on the order of adding, and is missing (ours). */
  isTooGreat: boolean;
}

/** Of 2^53 numbers below it the square of the sum fits into a double; about 1e120. */
const MOST_SPREAD = 2 ** 400;

function summed(result: (s: Sum) => number): Aggregate<Sum> {
  return {
    sums: true,
    start: () => ({ count: 0, sum: [], isTooGreat: false }),
    add(s, value) {
      const number = toNumber(value);
      if (number === undefined) return;
      s.count++;
      s.isTooGreat ||= Math.abs(number) > MOST_SUMMED;
      if (!s.isTooGreat) addExact(s.sum, number);
    },
    merge(into, from) {
      into.count += from.count;
      into.isTooGreat ||= from.isTooGreat;
      for (const part of from.sum) addExact(into.sum, part);
    },
    result: (s) => (s.count === 0 || s.isTooGreat ? undefined : finite(result(s))),
  };
}

const finite = (n: number): Value => (Number.isFinite(n) ? n : undefined);

interface Spread extends Sum {
  squares: ExactSum;
}

/** The population's deviation, with n below the line (ours: no document says which). */
const stddev: Aggregate<Spread> = {
  sums: true,
  start: () => ({ count: 0, sum: [], squares: [], isTooGreat: false }),
  add(s, value) {
    const number = toNumber(value);
    if (number === undefined) return;
    s.count++;
    s.isTooGreat ||= Math.abs(number) > MOST_SPREAD;
    if (s.isTooGreat) return;
    addExact(s.sum, number);
    addSquare(s.squares, number);
  },
  merge(into, from) {
    into.count += from.count;
    into.isTooGreat ||= from.isTooGreat;
    for (const part of from.sum) addExact(into.sum, part);
    for (const part of from.squares) addExact(into.squares, part);
  },
  result: (s) =>
    s.count === 0 || s.isTooGreat
      ? undefined
      : finite(Math.sqrt(Math.max(0, scaledMinusSquare(s.count, s.squares, s.sum)) / s.count ** 2)),
};

interface Best {
  value: Value;
}

/** Keeps the value that wins against all others; of equals the one that came first. */
function best(wins: (candidate: Value, held: Value) => boolean): Aggregate<Best> {
  const offer = (s: Best, value: Value) => {
    if (value !== undefined && (s.value === undefined || wins(value, s.value))) s.value = value;
  };
  return {
    keeps: true,
    start: () => ({ value: undefined }),
    add: offer,
    merge: (into, from) => offer(into, from.value),
    result: (s) => s.value,
  };
}

const isNumber = (value: Value) => toNumber(value) !== undefined;
/** A field of numbers may hold a stray text, which is neither its least nor its greatest value. */
const extreme = (sign: 1 | -1) => best((a, b) => (isNumber(a) === isNumber(b) ? sign * sortOrder(a, b) > 0 : isNumber(a)));

interface Timed extends Best {
  time: number;
}

function byTime(wins: (time: number, held: number) => boolean): Aggregate<Timed> {
  const offer = (s: Timed, value: Value, time: number) => {
    if (value === undefined || (s.value !== undefined && !wins(time, s.time))) return;
    s.value = value;
    s.time = time;
  };
  return {
    keeps: true,
    start: () => ({ value: undefined, time: 0 }),
    add: offer,
    merge: (into, from) => offer(into, from.value, from.time),
    result: (s) => s.value,
  };
}

const sum = summed((s) => totalOf(s.sum));
const pct: Aggregate<Numbers> = {
  sums: true,
  start: emptyNumbers,
  add: addNumber,
  merge: joinNumbers,
  kept: condensed,
  result: percentile,
};

/** By their lower-case names. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html and CWL_QuerySyntax-timeseries-functions.html */
export const AGGREGATES = {
  count,
  count_over_time: count,
  countovertime: count,
  count_distinct: countDistinct,
  sum,
  sum_over_time: sum,
  sumovertime: sum,
  avg: summed((s) => totalOf(s.sum) / s.count),
  stddev,
  min: extreme(-1),
  max: extreme(1),
  pct,
  // As it is called in https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
  percentile: pct,
  sortsfirst: best((a, b) => sortOrder(a, b) < 0),
  sortslast: best((a, b) => sortOrder(a, b) > 0),
  earliest: byTime((time, held) => time < held),
  latest: byTime((time, held) => time >= held),
  ...SERIES_AGGREGATES,
} as unknown as Record<string, Aggregate>;
