import { type Aggregate, isTimeless } from '../collect/aggregate.ts';
import { AGGREGATES } from '../collect/aggregates.ts';
import type { Collector, Keep } from '../collect/collector.ts';
import { type Aggregation, Groups, type Width } from '../collect/groups.ts';
import { AGGREGATE_NAMES } from '../functions/index.ts';
import { durationOf, periodOf } from '../functions/periods.ts';
import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import type { Row } from '../row.ts';
import { own } from './bytes.ts';
import { type Compiled, comparable, plain, type Setting } from './compiled.ts';
import { compileExpression, compileFor } from './expressions.ts';
import type { Bins } from './fill-missing.ts';
import { givenTwice } from './given-twice.ts';
import { Scope, timeIn } from './scope.ts';
import type { Step } from './step.ts';

type Stats = Extract<Command, { kind: 'stats' }>;
type Call = Extract<Expression, { kind: 'call' }>;

/** A column, and how its expression is written: by either the commands behind can name it. */
type CompiledColumn = Compiled & { name: string; text: string };

export interface CompiledStats {
  collector: () => Collector;
  /** Makes the columns of the groups' results, such as a quotient of two sums. */
  finish: Step;
  columns: string[];
  /** What the commands behind can name. */
  scope: Scope;
  /** Undefined unless one of the keys is a bin. */
  bins: Bins | undefined;
}

/**
 * Compiles `stats`. Its columns may compute with aggregations and with what stands in `by`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
 */
export function compileStats({ columns, by, offset }: Stats, setting: Setting): CompiledStats {
  const { query } = setting.scope;
  const offsetMs = offsetOf(offset, by, query);
  const keys = by.map(({ expression, name }) => ({
    name,
    text: printExpression(expression),
    ...shifted(
      comparable(compileExpression(expression, setting), setting, expression, 'stats'),
      isBin(expression) ? offsetMs : 0,
    ),
  }));
  const aggregations: Aggregation[] = [];
  const ofWhats: string[] = [];
  const results: CompiledColumn[] = [];
  const ofGroup: Setting = {
    ...setting,
    scope: Scope.ofColumns(query, keys),
    aggregate(call) {
      const ofWhat = `${call.name.toLowerCase()} ${call.args[0] ? printExpression(call.args[0]) : ''}`;
      const before = ofWhats.indexOf(ofWhat);
      aggregations.push({ ...compileAggregation(call, setting), ...(before >= 0 && { sameAs: before }) });
      ofWhats.push(ofWhat);
      const slot = keys.length + aggregations.length - 1;
      return plain((row) => row[slot]);
    },
    field(field) {
      const slot = keys.findIndex(({ name, text }) => [name, text].includes(nameOf(field)));
      if (slot >= 0) return { value: (row) => row[slot], time: keys[slot]?.time ?? false };
      const before = results.find(({ name }) => name === nameOf(field));
      if (before) return before;
      throw new QueryError(`${nameOf(field)} stands neither in an aggregation nor behind by`, query, field.at, {
        length: nameOf(field).length,
        hint: hintFor(nameOf(field), columns),
      });
    },
  };
  for (const { expression, name } of columns) {
    const text = printExpression(expression);
    if (text !== name && [...keys, ...results].some((before) => before.name === name))
      throw givenTwice(name, query, expression.at);
    results.push({ name, text, ...compileExpression(expression, ofGroup) });
  }
  const time = aggregations.every(({ aggregate }) => isTimeless(aggregate)) ? undefined : timeIn(setting.scope);
  const values = keys.map((k) => k.value);
  const isTime = keys.map((k) => k.time);
  const keep: Keep = (value) => (typeof value === 'string' ? own(value) : value);
  const made = [...keys, ...results];
  const width = setting.scope.isOfEvents ? widthOf(by) : undefined;
  return {
    collector: () => new Groups(values, aggregations, time, keep, isTime, width),
    finish: finishRows(keys.length, results),
    columns: made.map(({ name }) => name),
    bins: binsOf(by, offsetMs),
    scope: Scope.ofColumns(
      query,
      made.map(({ name, text, time: isTime }) => ({ name, text, time: isTime })),
    ),
  };
}

/** What a field was meant for that stands alone among aggregations. */
function hintFor(field: string, columns: Stats['columns']): string {
  if (columns.some(({ name, expression }) => name === field && expression.kind !== 'field'))
    return 'an alias can be used behind the place where it is given';
  if (AGGREGATE_NAMES.includes(field.toLowerCase()))
    return `a function has brackets: ${field}(${/^count$/i.test(field) ? '*' : '…'})`;
  return `one value of many rows is earliest(${field}) or latest(${field})`;
}

const isBin = (e: Expression) => e.kind === 'call' && e.name.toLowerCase() === 'bin';

/** `offset` moves the bins so much later, so that the hour before stands beside this one (ours: the page says shifted). */
function offsetOf(offset: Stats['offset'], by: Stats['by'], query: string): number {
  if (!offset) return 0;
  const ms = durationOf(offset.count, offset.unit);
  const length = 'offset'.length;
  if (!by.some(({ expression }) => isBin(expression)))
    throw new QueryError('offset moves the bins of by bin(…), and there is none', query, offset.at, { length });
  if (ms === undefined) throw new QueryError('offset takes a time such as 1h or 7d', query, offset.at, { length });
  return ms;
}

function shifted<T extends Compiled>(compiled: T, byMs: number): T {
  if (byMs === 0) return compiled;
  const value = (row: Row) => {
    const ms = compiled.value(row);
    return typeof ms === 'number' ? ms + byMs : ms;
  };
  return { ...compiled, value };
}

function binsOf(by: Stats['by'], offsetMs: number): Bins | undefined {
  const slot = by.findIndex(({ expression }) => isBin(expression));
  const call = by[slot]?.expression;
  const argument = call?.kind === 'call' ? call.args[0] : undefined;
  const period = argument?.kind === 'period' ? periodOf(argument.count, argument.unit) : undefined;
  return period && { slot, keys: by.map((_, i) => i).filter((i) => i !== slot), period, offsetMs };
}

/** The width of the bins where nothing else is grouped by; with no key at all it is all time. */
function widthOf(by: Stats['by']): Width | undefined {
  if (by.length === 0) return { ms: Infinity, offsetMs: 0 };
  const period = by.length === 1 ? binsOf(by, 0)?.period : undefined;
  return period && 'ms' in period ? period : undefined;
}

function finishRows(keys: number, results: Compiled[]): Step {
  return (next) => (row: Row) => {
    const values = results.map(({ value }) => value(row));
    next([...row.slice(0, keys), ...values]);
  };
}

function compileAggregation(call: Call, setting: Setting): Aggregation {
  const { query } = setting.scope;
  const name = call.name.toLowerCase();
  const [argument, second] = call.args;
  const aggregate = AGGREGATES[name] as Aggregate;
  if (argument === undefined || argument.kind === 'star') return { aggregate, value: undefined, parameter: 0 };
  const use = aggregate.counts ? 'presence' : aggregate.sums ? 'number' : aggregate.identifies ? 'identity' : 'value';
  const { value } = comparable(compileFor(use, argument, setting), setting, argument, 'stats');
  return { aggregate, value, parameter: second === undefined ? 0 : parameterOf(name, second, query) };
}

const PERCENT = 'a number from 0 to 100';
/** More ranges than these are no picture. */
const MOST_RANGES = 1000;

/** The second argument, which stands in the query as it is. */
function parameterOf(name: string, e: Expression, query: string): number {
  const number = e.kind === 'literal' && typeof e.value === 'number' ? e.value : Number.NaN;
  if ((name === 'pct' || name === 'percentile') && number >= 0 && number <= 100) return number;
  if (name === 'histogram' && Number.isInteger(number) && number >= 1 && number <= MOST_RANGES) return number;
  const ms = name === 'rate' && e.kind === 'period' ? durationOf(e.count, e.unit) : undefined;
  if (ms !== undefined && ms > 0) return ms;
  const wanted = { pct: PERCENT, percentile: PERCENT, histogram: `a whole number from 1 to ${MOST_RANGES}` }[name];
  throw new QueryError(`${name} takes ${wanted ?? 'a period such as 1m'}`, query, e.at);
}
