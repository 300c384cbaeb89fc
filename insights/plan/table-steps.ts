import type { TableStep } from '../collect/all-rows.ts';
import { percentile } from '../collect/percentile.ts';
import type { RowOrder } from '../collect/top.ts';
import { Total } from '../collect/total.ts';
import { durationOf } from '../functions/periods.ts';
import { type FieldName, nameOf, type TableCommand, type Wildcard } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import type { Evaluator, Row } from '../row.ts';
import { keyOf, toNumber, type Value } from '../values.ts';
import { compileAppendcols } from './append-columns.ts';
import type { Setting } from './compiled.ts';
import { compileExpression } from './expressions.ts';
import { type Bins, compileFillmissing } from './fill-missing.ts';
import { timeIn } from './scope.ts';

/** What stands before a command that looks at all rows. */
export interface Before {
  /** The columns that the result has so far. */
  shown: string[];
  bins: Bins | undefined;
  order: RowOrder | undefined;
}

export interface CompiledTable {
  step: TableStep;
  /** The columns that it adds to the result. */
  shows: string[];
}

type Of<Kind extends TableCommand['kind']> = Extract<TableCommand, { kind: Kind }>;

/** Compiles a command that looks at all rows, and defines the fields that it makes. */
export function compileTable(command: TableCommand, setting: Setting, before: Before): CompiledTable {
  switch (command.kind) {
    case 'addtotals':
      return addTotals(command, setting, before.shown);
    case 'fillmissing':
      return { step: compileFillmissing(command, setting, before.bins, before.order), shows: [] };
    case 'accum':
      return accumulate(command, setting);
    case 'filldown':
      return fillDown(command, setting, before.shown);
    case 'autoregress':
      return lag(command, setting);
    case 'sessionize':
      return sessions(command, setting);
    case 'outlier':
      return outliers(command, setting);
    case 'appendcols':
      return compileAppendcols(command, setting);
  }
}

const asField = (name: string, at: number): FieldName => ({ kind: 'field', segments: [name], at });

/** A new place for a field under its own name. */
function replaced(field: FieldName, setting: Setting): { value: Evaluator; slot: number } {
  const { value, time } = compileExpression(field, setting);
  const slot = setting.scope.newSlot();
  setting.scope.define(nameOf(field), { slot, time });
  return { value, slot };
}

function named(name: string, setting: Setting, at: number): number {
  const slot = setting.scope.newSlot();
  setting.scope.name(name, { slot, time: false }, at);
  return slot;
}

/** A row without a number has no total, and the last row totals the totals, too (ours). */
function addTotals(command: Of<'addtotals'>, setting: Setting, shown: string[]): CompiledTable {
  const { scope } = setting;
  const asked = command.fields.length > 0 ? command.fields : shown.map((name) => scope.find(name) && asField(name, command.at));
  const fields = asked
    .filter((field) => field !== undefined)
    .map((field) => ({ field, isTime: compileExpression(field, setting).time }))
    .filter(({ isTime }) => !isTime)
    .map(({ field }) =>
      command.column ? replaced(field, setting) : { value: compileExpression(field, setting).value, slot: -1 },
    );
  const slot = command.row ? named(command.name, setting, command.at) : undefined;
  const totalOfRow = (row: Row, values: Evaluator[]): Value => {
    const total = new Total();
    for (const value of values) total.add(value(row));
    return total.value;
  };
  const values = fields.map((f) => f.value);
  const step: TableStep = (rows) => {
    for (const row of rows) {
      if (slot !== undefined) row[slot] = totalOfRow(row, values);
    }
    if (!command.column) return rows;
    const last: Row = new Array(scope.length).fill(undefined);
    for (const field of fields) {
      const total = new Total();
      for (const row of rows) {
        const value = field.value(row);
        total.add(value);
        row[field.slot] = value;
      }
      last[field.slot] = total.value;
    }
    if (slot !== undefined) {
      const total = new Total();
      for (const row of rows) total.add(row[slot]);
      last[slot] = total.value;
    }
    return [...rows, last];
  };
  return { step, shows: command.row ? [command.name] : [] };
}

function accumulate({ field, name, at }: Of<'accum'>, setting: Setting): CompiledTable {
  const value = compileExpression(field, setting).value;
  const slot = name === undefined ? replaced(field, setting).slot : named(name, setting, at);
  const step: TableStep = (rows) => {
    const total = new Total();
    for (const row of rows) row[slot] = total.add(value(row)) ? total.value : undefined;
    return rows;
  };
  return { step, shows: [name ?? nameOf(field)] };
}

function fillDown(command: Of<'filldown'>, setting: Setting, shown: string[]): CompiledTable {
  const columns = shown.filter((name) => setting.scope.find(name)).map((name) => asField(name, command.at));
  const asked = command.fields.length === 0 ? columns : command.fields.flatMap((f) => (f.kind === 'field' ? f : matching(f)));
  const fields = asked.map((field) => replaced(field, setting));
  function matching({ pattern, at }: Wildcard): FieldName[] {
    const pieces = pattern.split('*').map((piece) => piece.replace(/[.$[\](){}+?^|\\]/g, '\\$&'));
    const regex = new RegExp(`^${pieces.join('.*')}$`, 's');
    const found = columns.filter((c) => regex.test(nameOf(c)));
    if (found.length > 0) return found;
    throw new QueryError(`no column before it is like ${pattern}`, setting.scope.query, at, {
      length: pattern.length,
      hint: 'name the fields in the command fields first',
    });
  }
  const step: TableStep = (rows) => {
    const last: Value[] = [];
    for (const row of rows) {
      fields.forEach(({ value, slot }, i) => {
        last[i] = value(row) ?? last[i];
        row[slot] = last[i];
      });
    }
    return rows;
  };
  return { step, shows: [] };
}

function lag({ field, name, from, to, at }: Of<'autoregress'>, setting: Setting): CompiledTable {
  const { value, time } = compileExpression(field, setting);
  const nameAt = (p: number) => (name !== undefined && from === to ? name : `${name ?? nameOf(field)}_p${p}`);
  const lags = Array.from({ length: to - from + 1 }, (_, i) => {
    const place = { slot: setting.scope.newSlot(), time };
    setting.scope.name(nameAt(from + i), place, at);
    return { by: from + i, slot: place.slot };
  });
  const step: TableStep = (rows) => {
    const values = rows.map(value);
    rows.forEach((row, i) => {
      for (const { by, slot } of lags) row[slot] = values[i - by];
    });
    return rows;
  };
  return { step, shows: lags.map(({ by }) => nameAt(by)) };
}

/** Sessions are numbered in the order in which they begin; a row without one of the fields has none (ours). */
function sessions({ fields, span, name, at }: Of<'sessionize'>, setting: Setting): CompiledTable {
  const { scope } = setting;
  const most = durationOf(span.count, span.unit);
  const fail = (message: string) => new QueryError(message, scope.query, at, { length: 'sessionize'.length });
  if (most === undefined) throw fail('maxspan takes a time such as 30m or 1h');
  if (!scope.find('@timestamp')) throw fail('sessionize needs @timestamp, which the command before does not make');
  const time = timeIn(scope);
  const keys = fields.map((field) => compileExpression(field, setting).value);
  const slot = named(name, setting, at);
  const step: TableStep = (rows) => {
    const open = new Map<string, { last: number; id: number }>();
    let begun = 0;
    const timed = rows.map((row) => ({ row, ms: toNumber(time(row)) ?? 0 })).sort((a, b) => a.ms - b.ms);
    for (const { row, ms } of timed) {
      const values = keys.map((key) => key(row));
      row[slot] = undefined;
      if (values.includes(undefined)) continue;
      const key = JSON.stringify(values.map(keyOf));
      const before = open.get(key);
      const id = before && ms - before.last <= most ? before.id : ++begun;
      open.set(key, { last: ms, id });
      row[slot] = id;
    }
    return rows;
  };
  return { step, shows: [name] };
}

/** The bounds are `param` times the range between the quartiles away from them; quartiles are nearest ranks, as in pct (ours). */
function outliers(command: Of<'outlier'>, setting: Setting): CompiledTable {
  const fields = command.fields.map((field) => replaced(field, setting));
  const mark = command.mark ? named('_outlier', setting, command.at) : undefined;
  const step: TableStep = (rows) => {
    const away = new Set<Row>();
    for (const { value, slot } of fields) {
      const values = rows.map(value);
      const { low, high } = boundsOf(values, command);
      rows.forEach((row, i) => {
        const number = toNumber(values[i]);
        row[slot] = values[i];
        if (number === undefined || (number >= low && number <= high)) return;
        away.add(row);
        row[slot] = Math.min(Math.max(number, low), high);
      });
    }
    if (mark !== undefined) for (const row of rows) row[mark] = away.has(row) ? 1 : 0;
    return command.remove ? rows.filter((row) => !away.has(row)) : rows;
  };
  return { step, shows: command.mark ? ['_outlier'] : [] };
}

function boundsOf(values: Value[], { factor, lower }: Of<'outlier'>): { low: number; high: number } {
  const buffer = Float64Array.from(values.map(toNumber).filter((n) => n !== undefined));
  if (buffer.length === 0) return { low: -Infinity, high: Infinity };
  const numbers = { buffer, length: buffer.length };
  const [first, third] = [percentile(numbers, 25) as number, percentile(numbers, 75) as number];
  const reach = factor * (third - first);
  return { low: lower ? first - reach : -Infinity, high: third + reach };
}
