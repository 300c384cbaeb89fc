import { AllRows } from '../collect/all-rows.ts';
import type { Collector, Keep } from '../collect/collector.ts';
import { DIFF_COLUMNS, PATTERN_COLUMNS, Patterns } from '../collect/patterns.ts';
import { DistinctRows, type RowOrder, TopRows } from '../collect/top.ts';
import type { QueryContext } from '../functions/types.ts';
import { type Command, type FieldName, nameOf, type TableCommand } from '../language/ast.ts';
import type { Row } from '../row.ts';
import { sortOrder } from '../sort-order.ts';
import { decode, own } from './bytes.ts';
import { comparable, type Setting } from './compiled.ts';
import { compileExpression } from './expressions.ts';
import type { Bins } from './fill-missing.ts';
import { isRawMessage } from './like.ts';
import { MESSAGE, Scope, TIMESTAMP, timeIn } from './scope.ts';
import { compileStats } from './stats.ts';
import type { Step } from './step.ts';
import { compileStep, type RowCommand } from './steps.ts';
import { compileTable } from './table-steps.ts';
import { periodsOf } from './windows.ts';

/** Rows go through the steps, and a collector makes the rows of the next stage of them. */
export interface Stage {
  steps: Step[];
  collector: () => Collector;
}

export interface Stages {
  stages: Stage[];
  /** The scope of the result's rows, and of the first stage's. */
  result: Scope;
  events: Scope;
  /** All scopes, in the order of the stages. */
  scopes: Scope[];
  /** The result's columns, in order. */
  columns: string[];
  /** True while the result's `@message` still is what stood in the event. */
  ofEvents: boolean;
}

/** The service returns at most so many rows when a query has no limit: …/CWL_QuerySyntax-Limit.html */
const DEFAULT_LIMIT = 10_000;
const MOST_ROWS = 100_000;
const DEFAULT_COLUMNS = ['@timestamp', '@message'];

/** Cuts a query into stages: at each command that needs all rows before it can give the first. */
export function compileStages(commands: Command[], query: string, context: QueryContext, bytes: boolean): Stages {
  const builder = new StageBuilder(query, context, bytes);
  commands.forEach((command, i) => void builder.add(command, commands[i + 1]));
  return builder.finish();
}

class StageBuilder {
  readonly #query: string;
  readonly #context: QueryContext;
  readonly #events: Scope;
  readonly #stages: Stage[] = [];
  readonly #scopes: Scope[];
  #setting: Setting;
  /** The steps of the stage that is being made. */
  #steps: Step[] = [];
  /** The order of its rows; undefined is the order in which they come. */
  #order: RowOrder | undefined = newestFirst;
  #limited = false;
  #shown: string[] = [];
  /** The columns of the last display. */
  #displayed: string[] | undefined;
  /** How the last stats grouped by time. */
  #bins: Bins | undefined;

  constructor(query: string, context: QueryContext, bytes: boolean) {
    this.#query = query;
    this.#context = context;
    this.#events = Scope.ofEvents(query);
    this.#setting = { scope: this.#events, context, bytes };
    this.#scopes = [this.#events];
  }

  add(command: Command, next: Command | undefined): void {
    if (command.kind === 'sort')
      this.#order = sorted(command, this.#setting, this.#order === newestFirst ? undefined : this.#order);
    else if (command.kind === 'limit') this.#limit(command);
    else if (command.kind === 'dedup') this.#dedup(command);
    else if (command.kind === 'stats') this.#stats(command);
    else if (command.kind === 'pattern') this.#pattern(command, next?.kind === 'diff' ? next : undefined);
    else if (command.kind === 'countFrequent') this.#countFrequent(command);
    else if (isRow(command)) this.#row(command);
    else if (command.kind !== 'diff') this.#table(command as TableCommand);
  }

  finish(): Stages {
    const last = this.#limited ? MOST_ROWS : (this.#context.mostRows ?? DEFAULT_LIMIT);
    if (this.#steps.length > 0 || this.#order || this.#stages.length === 0 || !this.#limited)
      this.#limit({ count: last, any: false });
    const columns = this.#displayed ?? (this.#shown.length > 0 ? this.#shown : DEFAULT_COLUMNS);
    const { scope } = this.#setting;
    for (const name of columns) scope.reads(scope.find(name)?.slot ?? -1);
    return {
      stages: this.#stages,
      result: this.#setting.scope,
      events: this.#events,
      scopes: this.#scopes,
      columns,
      ofEvents: this.#setting.scope === this.#events,
    };
  }

  #row(command: RowCommand): void {
    const { step, shows } = compileStep(command, this.#setting);
    this.#steps.push(step);
    if (command.kind === 'display') this.#displayed = shows;
    else this.#shown = [...new Set([...this.#shown, ...shows])];
  }

  #limit({ count, any }: { count: number; any: boolean }): void {
    const order = any ? undefined : this.#order;
    this.#end(() => new TopRows(count, order, keep));
    this.#limited = true;
  }

  #dedup({ fields }: Extract<Command, { kind: 'dedup' }>): void {
    const keys = fields.map((f) => comparable(compileExpression(f, this.#setting), this.#setting, f, 'dedup').value);
    const order = this.#order;
    const { length } = this.#setting.scope;
    this.#end(() => new DistinctRows((row) => keys.map((key) => key(row)), MOST_ROWS, order, keep, length));
  }

  #stats(command: Extract<Command, { kind: 'stats' }>): void {
    const { collector, finish, columns, scope, bins } = compileStats(command, this.#setting);
    this.#end(collector);
    this.#steps.push(finish);
    this.#makes(columns, scope);
    this.#bins = bins;
  }

  /** The counts are exact, and of equal ones the first to come is first (ours); the service's are approximations. */
  #countFrequent({ fields, at }: { fields: FieldName[]; at: number }): void {
    const count = { kind: 'call' as const, name: 'count', args: [{ kind: 'star' as const, at }], at };
    const by = fields.map((field) => ({ expression: field, name: nameOf(field) }));
    this.#stats({ kind: 'stats', columns: [{ expression: count, name: '_approxcount' }], by, at });
    this.add(
      { kind: 'sort', keys: [{ expression: { kind: 'field', segments: ['_approxcount'], at }, descending: true }], at },
      undefined,
    );
  }

  #table(command: TableCommand): void {
    const shown = this.#shown.length > 0 ? this.#shown : DEFAULT_COLUMNS;
    const order = this.#order;
    const { step, shows } = compileTable(command, this.#setting, { shown: this.#displayed ?? shown, bins: this.#bins, order });
    this.#end(() => new AllRows(order, step, keep));
    if (shows.length > 0) this.#shown = [...new Set([...shown, ...shows])];
  }

  #pattern({ expression }: Extract<Command, { kind: 'pattern' }>, diff: Extract<Command, { kind: 'diff' }> | undefined): void {
    const { scope, bytes } = this.#setting;
    const isEarly = bytes && isRawMessage(expression, this.#setting);
    // A template that is made where the message is read does not ask for the message.
    if (isEarly) scope.template ??= scope.newSlot();
    const { template } = scope;
    const made = isEarly && template !== undefined ? (row: Row) => row[template] : undefined;
    const text = made ? (row: Row) => decode(row[MESSAGE] as string) : compileExpression(expression, this.#setting).value;
    const time = timeIn(this.#setting.scope);
    const periodOf = diff && periodsOf(diff, this.#context, this.#query).periodOf;
    this.#end(() => new Patterns(text, time, periodOf, keep, made));
    const columns = diff ? DIFF_COLUMNS : PATTERN_COLUMNS;
    this.#makes(
      columns,
      Scope.ofColumns(
        this.#query,
        columns.map((name) => ({ name, time: false })),
      ),
    );
  }

  /** What the rows of the next stage are: columns of their own. */
  #makes(columns: string[], scope: Scope): void {
    this.#shown = columns;
    this.#displayed = undefined;
    this.#bins = undefined;
    this.#setting = { scope, context: this.#context, bytes: false };
    this.#scopes.push(scope);
  }

  #end(collector: () => Collector): void {
    this.#stages.push({ steps: this.#steps, collector });
    this.#steps = [];
    this.#order = undefined;
  }
}

const ROW_COMMANDS: readonly string[] = [
  'source',
  'fields',
  'display',
  'filter',
  'unmask',
  'parse',
  'json',
  'unnest',
  'join',
  'lookup',
  'cidrlookup',
] satisfies RowCommand['kind'][];
const isRow = (command: Command): command is RowCommand => ROW_COMMANDS.includes(command.kind);

const keep: Keep = (value) => (typeof value === 'string' ? own(value) : value);

const timeOf = (row: Row) => row[TIMESTAMP] as number;
const newestFirst: RowOrder = Object.assign((a: Row, b: Row) => timeOf(b) - timeOf(a), { newestFirst: timeOf });

/** Equal rows keep the order that they had. */
function sorted({ keys }: Extract<Command, { kind: 'sort' }>, setting: Setting, before: RowOrder | undefined): RowOrder {
  const compiled = keys.map(({ expression, descending }) => ({
    value: comparable(compileExpression(expression, setting), setting, expression, 'sort').value,
    sign: descending ? -1 : 1,
  }));
  const order: RowOrder = (a, b) => {
    for (const { value, sign } of compiled) {
      const order = sortOrder(value(a), value(b));
      if (order !== 0) return sign * order;
    }
    return before?.(a, b) ?? 0;
  };
  const [first] = keys;
  const isTime = first?.expression.kind === 'field' && setting.scope.find(nameOf(first.expression))?.slot === TIMESTAMP;
  if (isTime && setting.scope.isOfEvents && first.descending) order.newestFirst = timeOf;
  return order;
}
