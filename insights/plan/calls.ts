import { AGGREGATE_NAMES, FUNCTIONS } from '../functions/index.ts';
import { capOf, ceilTime, floorTime, type Period, periodOf, toTime, UNIT_NAMES } from '../functions/periods.ts';
import type { Expression } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import { compileRegex } from '../language/regex.ts';
import { didYouMean } from '../language/suggest.ts';
import type { Row } from '../row.ts';
import { toNumber, toText, type Value } from '../values.ts';
import { decode } from './bytes.ts';
import { type Compiled, plain, type Setting } from './compiled.ts';
import { isRawMessage } from './like.ts';
import { MESSAGE } from './scope.ts';

type Call = Extract<Expression, { kind: 'call' }>;
type Compile = (e: Expression) => Compiled;

/**
 * Compiles the call of a function. A column that stats named by the same text is meant, not a new computation.
 * @param compile compiles an argument in the same setting.
 */
export function compileCall(call: Call, setting: Setting, compile: Compile): Compiled {
  const name = call.name.toLowerCase();
  const { query } = setting.scope;
  const column = setting.aggregate ? undefined : setting.scope.findText(printExpression(call));
  if (column) return { value: (row) => row[column.slot], time: column.time };
  if (AGGREGATE_NAMES.includes(name)) {
    if (setting.aggregate) return setting.aggregate(call);
    const hint = `as in: stats ${printExpression(call)}`;
    throw new QueryError(`${call.name}(…) needs the command stats`, query, call.at, { length: call.name.length, hint });
  }
  if (name === 'bin') return bin(call, setting, compile);
  if (name === 'datefloor' || name === 'dateceil')
    return round(call, setting, compile, name === 'datefloor' ? floorTime : ceilTime);
  if (name === 'regexreplace' || name === 'regex_replace') return regexReplace(call, setting, compile);
  const [first] = call.args;
  if (name === 'strlen' && first && setting.bytes && isRawMessage(first, setting)) return messageLength(setting);
  const known = FUNCTIONS[name] as (typeof FUNCTIONS)[string];
  const args = call.args.map(compile);
  const { context } = setting;
  const madeBy = name === 'jsonparse' ? 'jsonParse' : name === 'split' ? 'split' : undefined;
  const value = apply(args, (values) => known.run(values, context));
  return { value, time: known.time ?? keepsTime(name, args), ...(madeBy && { madeBy }) };
}

/** The length of a message that stands in the row as bytes, or was counted where it was read. */
function messageLength({ scope, context }: Setting): Compiled {
  const strlen = FUNCTIONS.strlen as (typeof FUNCTIONS)[string];
  scope.messageLength ??= scope.newSlot();
  const slot = scope.messageLength;
  return plain((row) => row[slot] ?? strlen.run([decode(row[MESSAGE] as string)], context));
}

/** A choice between times is a time. */
function keepsTime(name: string, args: Compiled[]): boolean {
  const chosen = name === 'coalesce' ? args : name === 'if' ? args.slice(1) : [];
  return chosen.length > 0 && chosen.every((a) => a.time);
}

function apply(args: Compiled[], run: (values: Value[]) => Value): (row: Row) => Value {
  const [first, second] = args.map((a) => a.value);
  if (first && args.length === 1) return (row) => run([first(row)]);
  if (first && second && args.length === 2) return (row) => run([first(row), second(row)]);
  return (row) => run(args.map((a) => a.value(row)));
}

function periodIn(argument: Expression | undefined, call: Call, { query, warnings }: Setting['scope']): Period {
  const period = argument?.kind === 'period' ? periodOf(argument.count, argument.unit) : undefined;
  if (argument?.kind === 'period' && period) {
    const { count, unit } = argument;
    const cap = capOf(unit) ?? Infinity;
    const warning = `${count}${unit} is ${cap}${unit} for ${call.name}, as for the service; write more in a longer unit, such as 5m for 300s`;
    if (count > cap && !warnings.includes(warning)) warnings.push(warning);
    return period;
  }
  const hint = argument?.kind === 'period' ? didYouMean(argument.unit, UNIT_NAMES) : undefined;
  throw new QueryError(`${call.name} takes a period such as 30s, 5m or 1h`, query, argument?.at ?? call.at, hint ? { hint } : {});
}

/** `bin` always means `@timestamp`: behind stats there is one only when stats made it. */
function bin(call: Call, setting: Setting, compile: Compile): Compiled {
  const period = periodIn(call.args[0], call, setting.scope);
  if (!setting.aggregate && !setting.scope.isOfEvents && !setting.scope.find('@timestamp')) {
    throw new QueryError('bin(…) needs @timestamp, which the command before does not make', setting.scope.query, call.at, {
      length: call.name.length,
      hint: 'group by it in stats, and name it: stats count(*) by bin(5m) as t',
    });
  }
  const at = compile({ kind: 'field', segments: ['@timestamp'], at: call.at }).value;
  return {
    value: (row) => {
      const ms = toNumber(at(row));
      return ms === undefined ? undefined : floorTime(ms, period);
    },
    time: true,
  };
}

function round(call: Call, setting: Setting, compile: Compile, run: (ms: number, period: Period) => number): Compiled {
  const at = compile(call.args[0] as Expression).value;
  const period = periodIn(call.args[1], call, setting.scope);
  return {
    value: (row) => {
      const ms = toTime(at(row));
      return ms === undefined ? undefined : run(ms, period);
    },
    time: true,
  };
}

/** The pattern must stand in the query; in the replacement `\1` is what the first group matched, as in RE2. */
function regexReplace(call: Call, setting: Setting, compile: Compile): Compiled {
  const [subject, pattern, replacement] = call.args as [Expression, Expression, Expression];
  if (pattern.kind !== 'literal' || replacement.kind !== 'literal') {
    throw new QueryError(`${call.name} takes its pattern and replacement in quotes`, setting.scope.query, call.at, {
      length: call.name.length,
    });
  }
  const { source, flags } = compileRegex(String(pattern.value), setting.scope.query, pattern.at);
  const regex = new RegExp(source, `${flags}g`);
  const text = compile(subject).value;
  const parts = String(replacement.value).split(/(\\\d)/);
  return plain((row) =>
    toText(text(row))?.replace(regex, (...found) =>
      parts.map((p) => (/^\\\d$/.test(p) ? (found[Number(p[1])] ?? '') : p)).join(''),
    ),
  );
}
