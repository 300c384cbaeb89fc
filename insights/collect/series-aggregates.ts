import { sortOrder } from '../sort-order.ts';
import { keyOf, numberText, toNumber, type Value } from '../values.ts';
import type { Aggregate } from './aggregate.ts';
import { addNumber, condensed, emptyNumbers, joinNumbers, type Numbers, tallied } from './percentile.ts';

/** The different values as a list, in the order of sort (ours: no page describes the function). */
const values: Aggregate<Map<string, Value>> = {
  keeps: true,
  start: () => new Map(),
  add(s, value) {
    const key = keyOf(value);
    if (!s.has(key)) s.set(key, value);
  },
  merge(into, from) {
    for (const [key, value] of from) if (!into.has(key)) into.set(key, value);
  },
  result: (s) => (s.size === 0 ? undefined : [...s.values()].sort(sortOrder)),
};

interface Point {
  time: number;
  number: number;
}

interface Course {
  first: Point | undefined;
  last: Point | undefined;
}

function extend(s: Course, from: Course): void {
  if (from.first && (!s.first || from.first.time < s.first.time)) s.first = from.first;
  if (from.last && (!s.last || from.last.time >= s.last.time)) s.last = from.last;
}

/** How much the number grew from the earliest event to the latest, for so many ms; missing without two times (ours). */
const rate: Aggregate<Course> = {
  start: () => ({ first: undefined, last: undefined }),
  add(s, value, time) {
    const number = toNumber(value);
    if (number === undefined) return;
    const point = { time, number };
    extend(s, { first: point, last: point });
  },
  merge: extend,
  result({ first, last }, intervalMs) {
    if (!first || !last || first.time === last.time) return undefined;
    const grown = ((last.number - first.number) / (last.time - first.time)) * intervalMs;
    return Number.isFinite(grown) ? grown : undefined;
  },
};

/** A map of ranges of one width to their counts; the keys are `from-to`, and only the last range holds its end (ours). */
const histogram: Aggregate<Numbers> = {
  start: emptyNumbers,
  add: addNumber,
  merge: joinNumbers,
  kept: condensed,
  result(numbers, ranges) {
    const tally = tallied(numbers);
    const [low, high] = [tally[0]?.[0], tally.at(-1)?.[0]];
    if (low === undefined || high === undefined) return undefined;
    if (low === high) return { [`${numberText(low)}-${numberText(high)}`]: tally[0]?.[1] };
    const width = (high - low) / ranges;
    if (!Number.isFinite(width) || width === 0) return undefined;
    const counts = new Array<number>(ranges).fill(0);
    for (const [n, times] of tally) {
      const i = Math.min(ranges - 1, Math.floor((n - low) / width));
      counts[i] = (counts[i] as number) + times;
    }
    const edge = (i: number) => numberText(i === ranges ? high : low + i * width);
    return Object.fromEntries(counts.map((count, i) => [`${edge(i)}-${edge(i + 1)}`, count]));
  },
};

export const SERIES_AGGREGATES = { values, rate, histogram };
