import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { brief } from '../language/brief.ts';
import { printExpression } from '../language/printer.ts';
import { toNumber } from '../values.ts';
import { LAMBDA_FIELDS } from './log-types.ts';
import { SYSTEM_FIELDS } from './scope.ts';

/**
 * Says why the filters of a query may have let nothing through: a word that no event has a field for, often a text without its
 * quotes; a pattern that matched nothing; where there is neither, what in a condition can be true of few texts or of none.
 * @param unmatched the patterns of `parse` that were tried and never matched.
 */
export function missingWords(
  commands: Command[],
  missing: ReadonlySet<string>,
  unmatched: { pattern: string; names: string[] }[] = [],
): string[] {
  const conditions = commands.flatMap((c) => (c.kind === 'filter' ? [c.condition] : []));
  const sources = commands.flatMap((c) => (c.kind === 'parse' || c.kind === 'unnest' ? [c.source] : []));
  const said = [
    ...conditions.flatMap((condition) => [...inCondition(condition, missing)]),
    ...sources.flatMap((source) => [...asField(source, missing)]),
  ];
  const idle = unmatched.filter(({ names }) => conditions.some((condition) => mentions(condition, names)));
  if (said.length === 0)
    said.push(...idle.map(({ pattern }) => `parse ${brief(pattern, MOST_NAMED)} matched no line that came to it`));
  const doubts = said.length > 0 ? [] : conditions.flatMap((condition) => [...doubtsOf(condition)]);
  return [...new Set([...said, ...doubts].map((note) => brief(note, LONGEST)))];
}

const LONGEST = 300;

/** True where one of the fields stands in an expression. */
function mentions(e: unknown, names: string[]): boolean {
  if (typeof e !== 'object' || e === null) return false;
  const of = e as Expression;
  if (of.kind === 'field') return names.includes(of.segments[0] ?? '') || names.includes(nameOf(of));
  return Object.values(e).some((inner) => mentions(inner, names));
}

/** Of a part of the query that a note names. */
const MOST_NAMED = 80;

function* inCondition(e: Expression, missing: ReadonlySet<string>): Generator<string> {
  if (e.kind === 'binary') {
    if (/[=<>]/.test(e.operator)) {
      yield* asValue(e.right, e.left, missing);
      yield* asField(e.left, missing);
    } else {
      yield* inCondition(e.left, missing);
      yield* inCondition(e.right, missing);
    }
  } else if (e.kind === 'in') {
    for (const value of e.values) yield* asValue(value, e.left, missing);
    yield* asField(e.left, missing);
  } else if (e.kind === 'like' || e.kind === 'inQuery') yield* asField(e.left, missing);
  else if (e.kind === 'call') yield* asField(e, missing);
}

function* asValue(e: Expression, left: Expression, missing: ReadonlySet<string>): Generator<string> {
  if (e.kind !== 'field' || !missing.has(nameOf(e))) return yield* asField(e, missing);
  const word = nameOf(e);
  if (/^(?:null|nil|none|undefined)$/i.test(word))
    return yield `there is no ${word} here; what is missing is found by not ispresent(${printExpression(left)})`;
  yield `no event has the field ${word}; a text stands in quotes: ${printExpression(left)} = "${word}"`;
}

type Field = Extract<Expression, { kind: 'field' }>;

/** True of a difference of two fields that no event has: it may be one name. */
function isDashed(
  e: Expression,
  missing: ReadonlySet<string>,
): e is Extract<Expression, { kind: 'binary' }> & { left: Field; right: Field } {
  if (e.kind !== 'binary' || e.operator !== '-') return false;
  return [e.left, e.right].every((side) => side.kind === 'field' && missing.has(nameOf(side)));
}

const OWN_FIELDS = [...SYSTEM_FIELDS, ...LAMBDA_FIELDS];

/** Also in what is computed of it. */
function* asField(e: Expression, missing: ReadonlySet<string>): Generator<string> {
  if (e.kind === 'field' && missing.has(nameOf(e))) {
    const own = OWN_FIELDS.find((name) => name.toLowerCase() === `@${nameOf(e).toLowerCase()}`);
    yield `no event has the field ${nameOf(e)}${own ? `; did you mean ${own}?` : ''}`;
  } else if (isDashed(e, missing)) {
    const name = `${nameOf(e.left)}-${nameOf(e.right)}`;
    yield `no event has the fields of ${nameOf(e.left)} - ${nameOf(e.right)}; a name with a dash stands in backticks: \`${name}\``;
  } else if (e.kind === 'call') for (const argument of e.args) yield* asField(argument, missing);
  else if (e.kind === 'negate') yield* asField(e.operand, missing);
  else if (e.kind === 'member') yield* asField(e.of, missing);
  else if (e.kind === 'binary') {
    yield* asField(e.left, missing);
    yield* asField(e.right, missing);
  }
}

/** What is worth a second look when a condition is never true. */
function* doubtsOf(e: Expression): Generator<string> {
  if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or')) {
    yield* doubtsOf(e.left);
    yield* doubtsOf(e.right);
  } else if (e.kind === 'like' && !e.negated) yield* doubtsOfPart(e.pattern);
  else if (e.kind === 'binary' && e.operator === '=') yield* doubtsOfEquality(e.left, e.right);
  else if (e.kind === 'in' && !e.negated) for (const value of e.values) yield* doubtsOfEquality(e.left, value);
}

/** A text in quotes is looked for as it is. */
function* doubtsOfPart(pattern: Expression): Generator<string> {
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return;
  const { value } = pattern;
  const [wildcard] = /^[%*]|[%*]$/.exec(value) ?? [];
  if (wildcard) yield `like looks for the text as it is, also ${wildcard}; write like "${value.replace(/^[%*]+|[%*]+$/g, '')}"`;
  else if (/\(\?i\)|\.[*+]|\\[dwsbDWSB.]|[^|\s]\|[^|\s]|^\/.*\/[a-z]*$|^\^|\$$/.test(value))
    yield `in quotes like looks for the text as it is; an expression stands in slashes: like /${value.replace(/^\/|\/[a-z]*$/g, '')}/`;
}

function* doubtsOfEquality(left: Expression, right: Expression): Generator<string> {
  if (right.kind !== 'literal' || typeof right.value !== 'string' || toNumber(right.value) !== undefined) return;
  const { value } = right;
  const name = printExpression(left);
  const letters = left.kind === 'call' ? left.name.toLowerCase() : '';
  if (left.kind === 'literal')
    yield `two texts are compared; the name of a field stands without quotes: ${String(left.value)} = "${value}"`;
  else if (letters === 'tolower' && value !== value.toLowerCase()) yield `${name} has no capitals, but "${value}" has`;
  else if (letters === 'toupper' && value !== value.toUpperCase()) yield `${name} has no small letters, but "${value}" has`;
  else if (/^[%*]|[%*]$/.test(value))
    yield `= compares letter by letter, also ${/[%*]/.exec(value)?.[0]}; a part is looked for by like "${value.replace(/^[%*]+|[%*]+$/g, '')}"`;
  else if (name === '@message') yield `@message is the whole line; a part of it is looked for by like "${value}"`;
}

/** Behind `or`, people write a text alone where they mean `like` once more: it is true of every event. */
export function* textsAlone(e: Expression): Generator<string> {
  if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or')) {
    yield* textsAlone(e.left);
    yield* textsAlone(e.right);
  } else if (e.kind === 'not') yield* textsAlone(e.operand);
  else if (e.kind === 'literal' && typeof e.value === 'string' && toNumber(e.value) === undefined)
    yield `the text ${brief(printExpression(e), MOST_NAMED)} alone asks nothing of an event; write the field with it: @message like …`;
}
