import { isInSubnet, subnetBits } from '../functions/addresses.ts';
import type { LookupTable } from '../functions/types.ts';
import type { LookupCommand } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { didYouMean } from '../language/suggest.ts';
import { shownText, type Value } from '../values.ts';
import type { Setting } from './compiled.ts';
import { compileExpression, valueBefore } from './expressions.ts';
import type { CompiledStep } from './step.ts';

/**
 * `lookup` and `cidrlookup`: fields of the table's row that fits. Of several rows the first fits, of several ranges the narrowest;
 * a row of the log that meets none keeps what it has (all three ours).
 */
export function compileLookup(command: LookupCommand, setting: Setting): CompiledStep {
  const { scope } = setting;
  const table = tableOf(command, setting);
  const keys = command.keys.map(({ field }) => compileExpression(field, setting).value);
  const rowFor = command.kind === 'lookup' ? byValues(command, table, scope.query) : byRange(command, table, scope.query);
  const places = command.outputs.map(({ column, name }) => {
    scope.resolveIfOpen(name, command.at);
    const before = valueBefore(name, setting, command.at);
    return { column: columnOf(table, column, command, scope.query), slot: scope.newSlot(), before, name };
  });
  for (const { name, slot } of places) scope.define(name, { slot, time: false });
  const step: CompiledStep['step'] = (next) => (row) => {
    const found = rowFor(keys.map((key) => key(row)));
    for (const { column, slot, before } of places) {
      const old = before?.(row);
      const keeps = found === undefined || (command.onlyNew && old !== undefined && old !== '');
      row[slot] = keeps ? old : found[column];
    }
    next(row);
  };
  return { step, shows: command.outputs.map(({ name }) => name) };
}

function tableOf({ table, kind, at }: LookupCommand, { scope, context }: Setting): LookupTable {
  const { tables = {} } = context;
  const found = Object.hasOwn(tables, table) ? tables[table] : undefined;
  if (found) return found;
  const hint = didYouMean(table, Object.keys(tables)) ?? `name its file: --lookup-table ${table}=FILE.csv`;
  throw new QueryError(`there is no lookup table ${table}`, scope.query, at, { length: kind.length, hint });
}

function columnOf({ columns }: LookupTable, name: string, { table, kind, at }: LookupCommand, query: string): number {
  const found = columns.indexOf(name);
  if (found >= 0) return found;
  const hint = didYouMean(name, columns) ?? `it has ${columns.join(', ')}`;
  throw new QueryError(`the lookup table ${table} has no column ${name}`, query, at, { length: kind.length, hint });
}

type Finder = (values: Value[]) => string[] | undefined;

function byValues(command: LookupCommand, table: LookupTable, query: string): Finder {
  const columns = command.keys.map(({ column }) => columnOf(table, column as string, command, query));
  const rows = new Map<string, string[]>();
  for (const row of table.rows.toReversed()) rows.set(JSON.stringify(columns.map((c) => row[c] ?? '')), row);
  return (values) => {
    const texts = values.map(shownText);
    return texts.includes(undefined) ? undefined : rows.get(JSON.stringify(texts));
  };
}

function byRange(command: LookupCommand, table: LookupTable, query: string): Finder {
  const column = rangeColumn(command, table, query);
  const ranges = table.rows
    .map((row) => ({ row, range: row[column] ?? '', bits: subnetBits(row[column] ?? '') }))
    .filter(({ bits }) => bits !== undefined)
    .sort((a, b) => (b.bits as number) - (a.bits as number));
  const known = new Map<string, string[] | undefined>();
  return ([value]) => {
    const address = shownText(value);
    if (address === undefined) return undefined;
    if (!known.has(address)) {
      if (known.size > MOST_KNOWN) known.clear();
      known.set(address, ranges.find(({ range }) => isInSubnet(address, range))?.row);
    }
    return known.get(address);
  };
}

/** Addresses come again and again in a log. */
const MOST_KNOWN = 10_000;

/** The page does not say which column it is when none is named; here it is the one that holds nothing but ranges. */
function rangeColumn(command: LookupCommand, table: LookupTable, query: string): number {
  const name = command.keys[0]?.column;
  if (name !== undefined) return columnOf(table, name, command, query);
  const found = table.columns.flatMap((_, i) =>
    table.rows.length > 0 && table.rows.every((row) => subnetBits(row[i] ?? '') !== undefined) ? [i] : [],
  );
  if (found.length === 1) return found[0] as number;
  throw new QueryError(`it is not told which column of ${command.table} holds the ranges`, query, command.at, {
    length: command.kind.length,
    hint: 'name it behind the field: cidrlookup table field as column OUTPUT …',
  });
}
