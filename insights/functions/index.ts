import { ADDRESS_FUNCTIONS } from './addresses.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { ENCODING_FUNCTIONS } from './encodings.ts';
import { GENERAL_FUNCTIONS } from './general.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { STRING_FUNCTIONS } from './strings.ts';
import type { Arity, FunctionTable } from './types.ts';

/** The functions of one row's values, by their lower-case names. */
export const FUNCTIONS: FunctionTable = {
  ...GENERAL_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ADDRESS_FUNCTIONS,
  ...DATE_FUNCTIONS,
};

/** Functions that are compiled for themselves: a period or a pattern must stand in the query. */
const COMPILED: Record<string, Arity> = {
  bin: { least: 1, most: 1 },
  datefloor: { least: 2, most: 2 },
  dateceil: { least: 2, most: 2 },
  regexreplace: { least: 3, most: 3 },
  regex_replace: { least: 3, most: 3 },
};

const one: Arity = { least: 1, most: 1 };
/** The functions of `stats`, over many rows. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html and CWL_QuerySyntax-timeseries-functions.html */
const AGGREGATES: Record<string, Arity> = {
  avg: one,
  count: { least: 0, most: 1, star: true },
  count_distinct: one,
  max: one,
  min: one,
  pct: { least: 2, most: 2 },
  percentile: { least: 2, most: 2 },
  stddev: one,
  sum: one,
  earliest: one,
  latest: one,
  sortsfirst: one,
  sortslast: one,
  values: one,
  rate: { least: 2, most: 2 },
  histogram: { least: 2, most: 2 },
  count_over_time: { least: 0, most: 1, star: true },
  countovertime: { least: 0, most: 1, star: true },
  sum_over_time: one,
  sumovertime: one,
};
export const AGGREGATE_NAMES = Object.keys(AGGREGATES);

const ALL: Record<string, Arity> = { ...FUNCTIONS, ...COMPILED, ...AGGREGATES };

/** For suggestions, in the documentation's own case where it matters. */
export const FUNCTION_NAMES = Object.keys(ALL);

/** How many arguments a function takes; undefined when there is no such function. */
export function arityOf(name: string): Arity | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(ALL, key) ? ALL[key] : undefined;
}

export type { Arity, QueryContext, ScalarFunction } from './types.ts';
