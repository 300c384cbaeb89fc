import type { Collector, Keep } from '../collect/collector.ts';
import { DIFF_COLUMNS, PATTERN_COLUMNS, Patterns } from '../collect/patterns.ts';
import { DistinctRows, type RowOrder, TopRows } from '../collect/top.ts';
import type { QueryContext } from '../functions/types.ts';
import type { Command } from '../language/ast.ts';
import { sortOrder } from '../sort-order.ts';
import { own } from './bytes.ts';
import { compileExpression, type Evaluator, type Setting } from './expressions.ts';
import { Scope, TIMESTAMP } from './scope.ts';
import { compileStats } from './stats.ts';
import { compileStep, type RowCommand, type Step } from './steps.ts';
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
  const events = Scope.ofEvents(query);
  let setting: Setting = { scope: events, context, bytes };
  const stages: Stage[] = [];
  let steps: Step[] = [];
  let shown: string[] = [];
  let displayed: string[] | undefined;
  let order: RowOrder | undefined = newestFirst;
  let limited = false;

  const end = (collector: () => Collector, columns?: string[]) => {
    stages.push({ steps, collector });
    steps = [];
    order = undefined;
    if (columns) [shown, displayed] = [columns, undefined];
  };

  for (const [i, command] of commands.entries()) {
    switch (command.kind) {
      case 'sort':
        order = sorted(command, setting, order === newestFirst ? undefined : order);
        break;
      case 'limit': {
        const rowOrder = command.any ? undefined : order;
        end(() => new TopRows(command.count, rowOrder, keep));
        limited = true;
        break;
      }
      case 'dedup': {
        const keys = command.fields.map((f) => compileExpression(f, setting).value);
        const rowOrder = order;
        end(() => new DistinctRows((row) => keys.map((key) => key(row)), MOST_ROWS, rowOrder, keep));
        break;
      }
      case 'stats': {
        const { collector, finish, columns, scope } = compileStats(command, setting);
        end(collector, columns);
        steps.push(finish);
        setting = { scope, context, bytes: false };
        break;
      }
      case 'pattern': {
        const diff = commands[i + 1];
        const columns = diff?.kind === 'diff' ? DIFF_COLUMNS : PATTERN_COLUMNS;
        const text = compileExpression(command.expression, setting).value;
        const time = timeIn(setting.scope);
        const periodOf = diff?.kind === 'diff' ? periodsOf(diff, context, query).periodOf : undefined;
        end(() => new Patterns(text, time, periodOf), columns);
        setting = {
          scope: Scope.ofColumns(
            query,
            columns.map((name) => ({ name, time: false })),
          ),
          context,
          bytes: false,
        };
        break;
      }
      case 'diff':
        break;
      default: {
        const { step, shows } = compileStep(command as RowCommand, setting);
        steps.push(step);
        if (command.kind === 'display') displayed = shows;
        else shown = [...new Set([...shown, ...shows])];
      }
    }
  }
  if (steps.length > 0 || order !== undefined || stages.length === 0 || !limited) {
    const rowOrder = order;
    const rows = limited ? MOST_ROWS : DEFAULT_LIMIT;
    end(() => new TopRows(rows, rowOrder, keep));
  }
  const columns = displayed ?? (shown.length > 0 ? shown : DEFAULT_COLUMNS);
  return { stages, result: setting.scope, events, columns, ofEvents: setting.scope === events };
}

const keep: Keep = (value) => (typeof value === 'string' ? own(value) : value);

const newestFirst: RowOrder = (a, b) => (b[TIMESTAMP] as number) - (a[TIMESTAMP] as number);

/** The time of an event; behind stats there is one only when stats made it. */
export function timeIn(scope: Scope): Evaluator {
  const place = scope.find('@timestamp');
  return place ? (row) => row[place.slot] : () => undefined;
}

/** Equal rows keep the order that they had. */
function sorted({ keys }: Extract<Command, { kind: 'sort' }>, setting: Setting, before: RowOrder | undefined): RowOrder {
  const compiled = keys.map(({ expression, descending }) => ({
    value: compileExpression(expression, setting).value,
    sign: descending ? -1 : 1,
  }));
  return (a, b) => {
    for (const { value, sign } of compiled) {
      const order = sortOrder(value(a), value(b));
      if (order !== 0) return sign * order;
    }
    return before?.(a, b) ?? 0;
  };
}
