import { AGGREGATES, type Aggregate } from '../collect/aggregates.ts';
import type { Collector, Keep } from '../collect/collector.ts';
import { type Aggregation, Groups } from '../collect/groups.ts';
import { periodOf } from '../functions/periods.ts';
import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import type { Row } from '../row.ts';
import { own } from './bytes.ts';
import { type Compiled, comparable, plain, type Setting } from './compiled.ts';
import { compileExpression } from './expressions.ts';
import type { Bins } from './fill-missing.ts';
import { givenTwice, Scope, timeIn } from './scope.ts';
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
export function compileStats({ columns, by }: Stats, setting: Setting): CompiledStats {
  const { query } = setting.scope;
  const keys = by.map(({ expression, name }) => ({
    name,
    text: printExpression(expression),
    ...comparable(compileExpression(expression, setting), setting, expression, 'stats'),
  }));
  const aggregations: Aggregation[] = [];
  const results: CompiledColumn[] = [];
  const ofGroup: Setting = {
    ...setting,
    scope: Scope.ofColumns(query, keys),
    aggregate(call) {
      aggregations.push(compileAggregation(call, setting));
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
        hint: columns.some(({ name }) => name === nameOf(field))
          ? 'an alias can be used behind the place where it is given'
          : `one value of many rows is earliest(${nameOf(field)}) or latest(${nameOf(field)})`,
      });
    },
  };
  for (const { expression, name } of columns) {
    const text = printExpression(expression);
    if (text !== name && [...keys, ...results].some((before) => before.name === name))
      throw givenTwice(name, query, expression.at);
    results.push({ name, text, ...compileExpression(expression, ofGroup) });
  }
  const time = timeIn(setting.scope);
  const values = keys.map((k) => k.value);
  const isTime = keys.map((k) => k.time);
  const keep: Keep = (value) => (typeof value === 'string' ? own(value) : value);
  const made = [...keys, ...results];
  return {
    collector: () => new Groups(values, aggregations, time, keep, isTime),
    finish: finishRows(keys.length, results),
    columns: made.map(({ name }) => name),
    bins: binsOf(by),
    scope: Scope.ofColumns(
      query,
      made.map(({ name, text, time: isTime }) => ({ name, text, time: isTime })),
    ),
  };
}

function binsOf(by: Stats['by']): Bins | undefined {
  const slot = by.findIndex(({ expression: e }) => e.kind === 'call' && e.name.toLowerCase() === 'bin');
  const call = by[slot]?.expression;
  const argument = call?.kind === 'call' ? call.args[0] : undefined;
  const period = argument?.kind === 'period' ? periodOf(argument.count, argument.unit) : undefined;
  return period && { slot, keys: by.map((_, i) => i).filter((i) => i !== slot), period, offsetMs: 0 };
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
  const [argument, percent] = call.args;
  const aggregate = AGGREGATES[name] as Aggregate;
  if (argument === undefined || argument.kind === 'star') return { aggregate, value: undefined, percent: 0 };
  const { value } = comparable(compileExpression(argument, setting), setting, argument, 'stats');
  if (name !== 'pct') return { aggregate, value, percent: 0 };
  if (percent?.kind !== 'literal' || typeof percent.value !== 'number' || percent.value < 0 || percent.value > 100) {
    throw new QueryError('pct takes a number from 0 to 100', query, percent?.at ?? call.at);
  }
  return { aggregate, value, percent: percent.value };
}
