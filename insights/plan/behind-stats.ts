import { AGGREGATE_NAMES } from '../functions/index.ts';
import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { brief } from '../language/brief.ts';
import { printExpression } from '../language/printer.ts';
import { nearest } from '../language/suggest.ts';

type Stats = Extract<Command, { kind: 'stats' }>;
type Sort = Extract<Command, { kind: 'sort' }>;

const OF_STATS = [...AGGREGATE_NAMES, 'bin'];

/** The commands as they are run, and what the writer should know of it. */
export interface Meant {
  commands: Command[];
  notes: string[];
}

/**
 * Behind a single `stats`, a filter that names only what events have chooses the events, and `sort @timestamp` asks for an
 * order that no row has: both stand so in the samples of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-view-metrics.html
 */
export function asMeant(commands: Command[]): Meant {
  const at = commands.findIndex(({ kind }) => kind === 'stats');
  const stats = commands[at];
  if (stats?.kind !== 'stats' || commands.slice(at + 1).some(({ kind }) => kind === 'stats')) return { commands, notes: [] };
  const [early, late, notes]: [Command[], Command[], string[]] = [[], [], []];
  let isNext = true;
  for (const command of commands.slice(at + 1)) {
    isNext &&= ['filter', 'sort'].includes(command.kind);
    if (isNext && command.kind === 'filter' && isOfEvents(command.condition, stats)) {
      early.push(command);
      notes.push(
        `filter ${brief(printExpression(command.condition), 60)} stands behind stats, but names what events have: it chose the events`,
      );
    } else if (isNext && command.kind === 'sort') late.push(...sortOf(command, stats, notes));
    else late.push(command);
  }
  return notes.length === 0 ? { commands, notes } : { commands: [...commands.slice(0, at), ...early, stats, ...late], notes };
}

/** What can be named behind stats, and the words by which people mean it. */
function namesOf(columns: Stats['columns']): Set<string> {
  return new Set(columns.flatMap(({ name, expression }) => [name, printExpression(expression)]));
}

/** True of a condition on fields that stats did not make, with its keys or without them; a misspelt one may be meant to. */
function isOfEvents(condition: Expression, { columns, by }: Stats): boolean {
  const names = new Set<string>();
  if (!gather(condition, names)) return false;
  // A key that is a field is the same in the events.
  const isField = ({ name, expression: e }: Stats['by'][number]) => e.kind === 'field' && nameOf(e) === name;
  const fields = namesOf(by.filter(isField));
  const made = namesOf([...columns, ...by.filter((key) => !isField(key))]);
  const others = [...names].filter((name) => !fields.has(name));
  // `count > 5` means the column count(*).
  const isOfStats = (name: string) => made.has(name.split('.')[0] ?? '') || OF_STATS.includes(name.toLowerCase());
  return others.length > 0 && others.every((name) => !isOfStats(name) && !isNear(name, [...fields, ...made]));
}

/** Paths such as `user.name` and `user.type` are alike for what they have in common. */
function isNear(name: string, known: string[]): boolean {
  const end = (path: string) => path.split('.').at(-1) ?? '';
  return nearest(name, known) !== undefined && nearest(end(name), known.map(end)) !== undefined;
}

/** Gathers the fields of an expression. @returns false where it has an aggregation, which is of stats, or a bin. */
function gather(e: unknown, names: Set<string>): boolean {
  if (typeof e !== 'object' || e === null) return true;
  if (Array.isArray(e)) return e.every((inner) => gather(inner, names));
  const of = e as Expression;
  if (of.kind === 'field') names.add(nameOf(of));
  if (of.kind === 'call' && OF_STATS.includes(of.name.toLowerCase())) return false;
  // The fields of a subquery are its own.
  if (of.kind === 'inQuery') return gather(of.left, names);
  return of.kind === 'field' || Object.values(e).every((inner) => gather(inner, names));
}

/** Without the time of events, which no row has; the bin of a row is in its place (ours). */
function sortOf(sort: Sort, { columns, by }: Stats, notes: string[]): Sort[] {
  const known = namesOf([...columns, ...by]);
  const isTime = (e: Expression) => e.kind === 'field' && nameOf(e) === '@timestamp' && !known.has('@timestamp');
  if (!sort.keys.some(({ expression }) => isTime(expression))) return [sort];
  const bin = by.find(({ expression: e }) => e.kind === 'call' && /^(bin|datefloor|dateceil)$/i.test(e.name));
  notes.push(`no row behind stats has @timestamp: ${bin ? `sort takes ${bin.name}` : 'sort leaves it out'}`);
  const keys = sort.keys.flatMap((key) => {
    if (!isTime(key.expression)) return [key];
    return bin ? [{ ...key, expression: { kind: 'field' as const, segments: [bin.name], at: key.expression.at } }] : [];
  });
  return keys.length > 0 ? [{ ...sort, keys }] : [];
}
