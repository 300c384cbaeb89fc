import { toNumber, toText, type Value } from './values.ts';

interface KnownFunction {
  least: number;
  most: number;
  run(args: Value[]): Value;
}

const numeric = (least: number, most: number, run: (numbers: number[]) => number): KnownFunction => ({
  least,
  most,
  run(args) {
    const numbers = args.map(toNumber);
    return numbers.some((n) => n === undefined) ? undefined : run(numbers as number[]);
  },
});

/**
 * The functions the product's queries use.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
export const FUNCTIONS: Record<string, KnownFunction> = {
  abs: numeric(1, 1, ([a]) => Math.abs(a as number)),
  ceil: numeric(1, 1, ([a]) => Math.ceil(a as number)),
  floor: numeric(1, 1, ([a]) => Math.floor(a as number)),
  greatest: numeric(1, 20, (all) => Math.max(...all)),
  least: numeric(1, 20, (all) => Math.min(...all)),
  coalesce: { least: 1, most: 20, run: (args) => args.find((a) => a !== undefined) },
  ispresent: { least: 1, most: 1, run: ([a]) => (a === undefined ? 0 : 1) },
  strlen: { least: 1, most: 1, run: ([a]) => (a === undefined ? undefined : [...String(a)].length) },
  strcontains: {
    least: 2,
    most: 2,
    run: ([text, part]) => (text === undefined || part === undefined ? undefined : Number(String(text).includes(String(part)))),
  },
  tolower: { least: 1, most: 1, run: ([a]) => toText(a)?.toLowerCase() },
  // @timestamp is held as milliseconds inside the engine, so these only mark the intent.
  tomillis: numeric(1, 1, ([a]) => a as number),
  bin: { least: 1, most: 1, run: () => undefined },
};

const BIN_UNITS: Record<string, { ms: number; cap: number }> = {
  ms: { ms: 1, cap: 1000 },
  s: { ms: 1000, cap: 60 },
  m: { ms: 60_000, cap: 60 },
  h: { ms: 3_600_000, cap: 24 },
};

/** Width of `bin(5m)` in ms. A count above the unit's cap acts as the cap: `bin(300s)` is 60 s. */
export function binWidth(text: string): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const known = unit ? BIN_UNITS[unit] : undefined;
  return known && Number(count) > 0 ? Math.min(Number(count), known.cap) * known.ms : undefined;
}

/** Functions that `stats` computes over many rows. */
export const AGGREGATES = ['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'pct', 'earliest', 'latest'];
