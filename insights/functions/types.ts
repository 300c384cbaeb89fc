import type { Value } from '../values.ts';

/** What a query knows beside its rows. Times are epoch milliseconds. */
export interface QueryContext {
  /** When the query was started. */
  nowMs: number;
  /** The window asked for, both ends included; infinite when none was. */
  startMs: number;
  endMs: number;
  /** Of which service the log is; when left out each message tells. */
  logType?: 'auto' | 'lambda' | 'vpc' | 'route53' | 'json';
  /** What the query's subqueries gave, in their order. */
  answers?: readonly Answer[];
  /** The lookup tables by name. */
  tables?: Readonly<Record<string, LookupTable>>;
  /** How many rows a query without limit gives at most; 10,000 when left out. */
  mostRows?: number;
}

/** The rows of a query as values. */
export interface Answer {
  columns: { name: string; time: boolean }[];
  /** Of each row the values in the order of the columns. */
  rows: Value[][];
}

/** What `lookup` looks into: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html */
export interface LookupTable {
  columns: string[];
  rows: string[][];
}

/** How many arguments a function takes, and whether `*` may be one. */
export interface Arity {
  least: number;
  most: number;
  star?: true;
}

/** A function of one row's values. Arguments that are missing are undefined. */
export interface ScalarFunction extends Arity {
  run(args: Value[], context: QueryContext): Value;
  /** The result is a time, to be shown as one. */
  time?: true;
}

/** Words of the language are not case-sensitive; tables are keyed by the lower-case name. */
export type FunctionTable = Record<string, ScalarFunction>;
