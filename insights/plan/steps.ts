import { atPath, fromJson, jsonParse } from '../functions/json.ts';
import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { printExpression } from '../language/printer.ts';
import type { Row } from '../row.ts';
import { isTrue, type Value } from '../values.ts';
import type { Setting } from './compiled.ts';
import { compileExpression } from './expressions.ts';
import { compileJoin } from './join-step.ts';
import { compileLookup } from './lookup-step.ts';
import { textsAlone } from './no-rows.ts';
import { compileParse } from './parse-step.ts';
import { type CompiledStep, pass, type Step } from './step.ts';

/** The commands that work on one row after the other. */
export type RowCommand = Extract<
  Command,
  { kind: 'source' | 'fields' | 'display' | 'filter' | 'unmask' | 'parse' | 'json' | 'unnest' | 'join' | 'lookup' | 'cidrlookup' }
>;

/** Compiles a command and defines the fields that it makes. */
export function compileStep(command: RowCommand, setting: Setting): CompiledStep {
  const { scope } = setting;
  switch (command.kind) {
    case 'filter': {
      const condition = compileExpression(command.condition, setting).value;
      scope.warnings.push(...textsAlone(command.condition));
      return { step: (next) => (row) => void (isTrue(condition(row)) && next(row)), shows: [] };
    }
    // Nothing is masked here, and which groups are read is decided before.
    case 'unmask':
      return { step: pass, shows: [] };
    case 'source':
      if (command.unread.length > 0) scope.warnings.push(`${command.unread.join(', ')} of SOURCE asks for nothing here`);
      return { step: pass, shows: [] };
    case 'fields':
    case 'display':
      return compileColumns(command, setting);
    case 'parse':
      return compileParse(command, setting);
    case 'join':
      return compileJoin(command, setting);
    case 'lookup':
    case 'cidrlookup':
      return compileLookup(command, setting);
    case 'json': {
      const source = compileExpression(command.source, setting).value;
      const path = command.path.split('.');
      const slot = scope.newSlot();
      scope.name(command.name, { slot, time: false }, command.at);
      return { step: assign(slot, (row) => atPath(structure(source(row)), path)), shows: [command.name] };
    }
    case 'unnest': {
      const { value: source, madeBy } = compileExpression(command.source, setting);
      if (madeBy === 'split')
        throw new QueryError('unnest takes a list that jsonParse makes, none of split', scope.query, command.source.at, {
          length: nameOf(command.source).length,
        });
      const slot = scope.newSlot();
      const own = nameOf(command.source) === command.name;
      if (own) scope.define(command.name, { slot, time: false });
      else scope.name(command.name, { slot, time: false }, command.at);
      return { step: spread(slot, (row) => itemsOf(source(row))), shows: [command.name] };
    }
  }
}

const structure = (value: Value) => (typeof value === 'object' ? value : jsonParse(value));

function assign(slot: number, value: (row: Row) => Value): Step {
  return (next) => (row) => {
    row[slot] = value(row);
    next(row);
  };
}

function spread(slot: number, items: (row: Row) => Value[]): Step {
  return (next) => (row) => {
    for (const item of items(row)) {
      row[slot] = item;
      next(row);
    }
  };
}

/**
 * The items of a list; anything else counts as a list of one item.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Unnest.html
 */
function itemsOf(value: Value): Value[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? jsonParse(value) : undefined;
  return Array.isArray(list) ? list.map(fromJson) : [value];
}

/** How a column is named that has no alias. */
const nameOfColumn = (e: Expression) => (e.kind === 'field' ? nameOf(e) : printExpression(e));

function compileColumns(command: Extract<RowCommand, { kind: 'fields' | 'display' }>, setting: Setting): CompiledStep {
  const { scope } = setting;
  const compiled = command.columns.map(({ expression, name }) => {
    const { value, time, madeBy } = compileExpression(expression, setting);
    // A field under its own name stays where it is.
    const stays = expression.kind === 'field' && nameOf(expression) === name && scope.find(name);
    const place = stays ? undefined : { slot: scope.newSlot(), time, ...(madeBy && { madeBy }) };
    // The columns behind can use the alias.
    if (place && nameOfColumn(expression) === name) scope.define(name, place);
    else if (place) scope.name(name, place, expression.at);
    return { value, place };
  });
  const steps = compiled.flatMap(({ value, place }) => (place ? [{ slot: place.slot, value }] : []));
  const step: Step = (next) => (row) => {
    for (const { slot, value } of steps) row[slot] = value(row);
    next(row);
  };
  return { step: steps.length === 0 ? pass : step, shows: command.columns.map((c) => c.name) };
}
