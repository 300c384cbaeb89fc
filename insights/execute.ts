import { type Accumulator, compileAggregation } from './aggregate.ts';
import type { Column, Command, Query } from './ast.ts';
import { compileExpression, type Evaluator, type Row } from './evaluate.ts';
import { parseQuery } from './parser.ts';
import { isTrue, sortOrder, timeText, toText, type Value } from './values.ts';

/** One log event, as GetLogEvents and the recorded logs give it. Times are epoch milliseconds. */
export interface LogEvent {
  timestamp: number;
  message: string;
  logStream?: string;
  ingestionTime?: number;
}

export interface QueryResult {
  /** Each row's fields by name; like the service's, every value is text and missing fields are absent. */
  rows: Record<string, string>[];
  statistics: { recordsScanned: number; recordsMatched: number; bytesScanned: number };
}

/** The service returns at most this many rows when the query has no limit. */
const DEFAULT_LIMIT = 10_000;
const DEFAULT_COLUMNS = ['@timestamp', '@message'];

/**
 * Runs a query over events.
 * @param window epoch milliseconds, both ends included; events outside are not scanned.
 * @throws QueryError when the query cannot run.
 */
export function runQuery(
  text: string,
  events: Iterable<LogEvent>,
  window: { startMs: number; endMs: number } = { startMs: -Infinity, endMs: Infinity },
): QueryResult {
  const query = parseQuery(text);
  const statistics = { recordsScanned: 0, recordsMatched: 0, bytesScanned: 0 };
  const scanned: Row[] = [];
  const { perEvent, rest } = splitAtFirstWhole(query.commands);
  const steps = perEvent.map((command) => compileStep(command, query));
  for (const event of events) {
    if (event.timestamp < window.startMs || event.timestamp > window.endMs) continue;
    statistics.recordsScanned++;
    statistics.bytesScanned += Buffer.byteLength(event.message);
    const row = rowOf(event);
    if (steps.every((step) => step(row))) scanned.push(row);
  }
  statistics.recordsMatched = scanned.length;
  let rows = rest.length === 0 ? newestFirst(scanned) : scanned;
  for (const command of rest) rows = applyWhole(command, rows, query);
  if (!query.commands.some((c) => c.kind === 'limit')) rows = rows.slice(0, DEFAULT_LIMIT);
  const columns = resultColumns(query);
  return { rows: rows.map((row) => project(row, columns)), statistics };
}

function rowOf(event: LogEvent): Row {
  const row: Row = new Map<string, Value>([
    ['@timestamp', event.timestamp],
    ['@message', event.message],
  ]);
  if (event.logStream !== undefined) row.set('@logStream', event.logStream);
  if (event.ingestionTime !== undefined) row.set('@ingestionTime', event.ingestionTime);
  return row;
}

/** Commands before the first one that needs all rows at once run on each event as it is read. */
function splitAtFirstWhole(commands: Command[]): { perEvent: Command[]; rest: Command[] } {
  const first = commands.findIndex((c) => c.kind === 'stats' || c.kind === 'sort' || c.kind === 'limit');
  return first < 0 ? { perEvent: commands, rest: [] } : { perEvent: commands.slice(0, first), rest: commands.slice(first) };
}

/** A step changes a row in place; false drops it. */
function compileStep(command: Command, query: Query): (row: Row) => boolean {
  if (command.kind === 'filter') {
    const condition = compileExpression(command.condition, query.text);
    return (row) => isTrue(condition(row));
  }
  if (command.kind === 'parse') {
    const source = compileExpression(command.source, query.text);
    const { regex, fields } = command.pattern;
    return (row) => {
      const match = regex.exec(String(source(row) ?? ''));
      for (const { group, name } of match ? fields : []) {
        const value = typeof group === 'number' ? match?.[group] : match?.groups?.[group];
        if (value !== undefined) row.set(name, value);
      }
      return true;
    };
  }
  const columns = (command as Extract<Command, { columns: Column[] }>).columns.map((c) => compileColumn(c, query.text));
  return (row) => {
    for (const { name, value } of columns) row.set(name, value(row));
    return true;
  };
}

function compileColumn(column: Column, query: string): { name: string; value: Evaluator } {
  return { name: column.name, value: compileExpression(column.expression, query) };
}

function applyWhole(command: Command, rows: Row[], query: Query): Row[] {
  if (command.kind === 'limit') return rows.slice(0, command.count);
  if (command.kind === 'stats') return aggregate(command, rows, query);
  if (command.kind === 'sort') {
    const keys = command.keys.map((k) => ({ value: compileExpression(k.expression, query.text), sign: k.descending ? -1 : 1 }));
    return rows.toSorted((a, b) => {
      for (const { value, sign } of keys) {
        const order = sortOrder(value(a), value(b));
        if (order !== 0) return sign * order;
      }
      return 0;
    });
  }
  const step = compileStep(command, query);
  return rows.filter((row) => step(row));
}

function aggregate(command: Extract<Command, { kind: 'stats' }>, rows: Row[], query: Query): Row[] {
  const by = command.by.map((column) => compileColumn(column, query.text));
  const starters = command.aggregations.map((a) => compileAggregation(a, query.text));
  const groups = new Map<string, { keys: Value[]; accumulators: Accumulator[] }>();
  const groupOf = (keys: Value[]) => {
    const id = JSON.stringify(keys.map((k) => k ?? null));
    const group = groups.get(id) ?? { keys, accumulators: starters.map((start) => start()) };
    groups.set(id, group);
    return group;
  };
  if (by.length === 0) groupOf([]);
  for (const row of rows) {
    for (const accumulator of groupOf(by.map((b) => b.value(row))).accumulators) accumulator.add(row);
  }
  return [...groups.values()].map(({ keys, accumulators }) => {
    const grouped = by.map((column, i): [string, Value] => [
      column.name,
      isTimeColumn(command.by[i]) ? timeText(keys[i] as number) : keys[i],
    ]);
    const aggregated = accumulators.map((a, i): [string, Value] => [command.aggregations[i]?.name ?? '', a.result()]);
    return new Map([...grouped, ...aggregated]);
  });
}

function isTimeColumn(column: Column | undefined): boolean {
  return column?.expression.kind === 'call' && column.expression.name === 'bin';
}

function newestFirst(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => (b.get('@timestamp') as number) - (a.get('@timestamp') as number));
}

/** The last display wins; else the columns of stats; else all that fields named. */
function resultColumns(query: Query): string[] {
  const display = query.commands.findLast((c) => c.kind === 'display');
  if (display?.kind === 'display') return display.columns.map((c) => c.name);
  const stats = query.commands.findLast((c) => c.kind === 'stats');
  if (stats?.kind === 'stats') return [...stats.by, ...stats.aggregations].map((c) => c.name);
  const named = query.commands.flatMap((c) => (c.kind === 'fields' ? c.columns.map((column) => column.name) : []));
  return named.length > 0 ? [...new Set(named)] : DEFAULT_COLUMNS;
}

function project(row: Row, columns: string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const column of columns) {
    const value = row.get(column);
    const text =
      (column === '@timestamp' || column === '@ingestionTime') && typeof value === 'number' ? timeText(value) : toText(value);
    if (text !== undefined) result[column] = text;
  }
  return result;
}
