import type { Command, Expression } from '../language/ast.ts';
import { forTest } from '../language/linear-regex.ts';
import { compileRegex } from '../language/regex.ts';
import { toNumber } from '../values.ts';
import { type NumberRange, rangeOf, turned } from './number-range.ts';

/**
 * What a message must contain for its event to reach the result, one text of several or a match of an expression. It is
 * looked for in whole chunks of a file, and what has it not is never taken apart. It may let events through that the
 * query drops; it drops none that the query keeps.
 */
export type Requirement = { kind: 'texts'; texts: Text[] } | { kind: 'regex'; source: string; flags: string } | NumberRange;

/** With `ignoreCase` it is of ASCII, and the case of its letters does not matter. */
export interface Text {
  text: string;
  ignoreCase: boolean;
  /** It stands in the message as JSON, where a character may be written in other ways. */
  inJson?: true;
}

/** The requirement of a query's commands up to the first that needs all rows, or undefined when there is none. */
export function requirementOf(commands: Command[], query: string): Requirement | undefined {
  /** What fields that parse made say of the message when they are present. */
  const made = new Map<string, Requirement>();
  let found: Requirement | undefined;
  for (const command of commands) {
    if (command.kind === 'filter') found = both(found, ofCondition(command.condition, { made, query }));
    else if (command.kind === 'parse') {
      const { how, source } = command;
      const isMessage = source.segments.length === 1 && source.segments[0] === '@message' && !made.has('@message');
      const requirement = !isMessage
        ? undefined
        : how.mode === 'glob'
          ? ofText(longest(how.pattern.split('*')))
          : how.mode === 'regex'
            ? ofRegex(how.source, query, command.at)
            : undefined;
      const names =
        how.mode === 'logfmt'
          ? [how.name]
          : how.mode === 'regex' && how.names.length === 0
            ? groupNames(how.source, query, command.at)
            : how.names;
      // A name that was made before may keep its older value.
      for (const name of names) made.set(name, made.has(name) ? NOTHING : (requirement ?? NOTHING));
    } else if (command.kind === 'fields' || command.kind === 'display') {
      for (const { name, expression } of command.columns) {
        if (!(expression.kind === 'field' && expression.segments.join('.') === name)) made.set(name, NOTHING);
      }
    } else if (command.kind === 'json' || command.kind === 'unnest') made.set(command.name, NOTHING);
    else if (command.kind !== 'source' && command.kind !== 'unmask') break;
  }
  return found && !isNothing(found) ? found : undefined;
}

const NOTHING: Requirement = { kind: 'texts', texts: [] };
const isNothing = (r: Requirement) => r.kind === 'texts' && r.texts.length === 0;

interface Known {
  made: Map<string, Requirement>;
  query: string;
}

/** What must be in the message for a condition to be true; undefined when nothing is certain. */
function ofCondition(e: Expression, known: Known): Requirement | undefined {
  if (e.kind === 'binary' && e.operator === 'and') return both(ofCondition(e.left, known), ofCondition(e.right, known));
  if (e.kind === 'binary' && e.operator === 'or') return either(ofCondition(e.left, known), ofCondition(e.right, known));
  if (e.kind === 'like' && !e.negated && e.left.kind === 'field') {
    const isMessage = e.left.segments.length === 1 && e.left.segments[0] === '@message' && !known.made.has('@message');
    if (!isMessage) return ofPresence(e.left, known);
    if (e.pattern.kind === 'regex') return ofRegex(e.pattern.source, known.query, e.pattern.at);
    return e.pattern.kind === 'literal' ? ofText(String(e.pattern.value)) : undefined;
  }
  // A comparison with a missing value is false, and so is `ispresent` of one.
  if (e.kind === 'binary' && /[=<>]/.test(e.operator)) {
    const equal = e.operator === '=' ? both(ofEqual(e.left, e.right, known), ofEqual(e.right, e.left, known)) : undefined;
    const present = both(ofPresence(e.left, known), ofPresence(e.right, known));
    const { left, operator, right } = e;
    return both(equal, both(present, ofRange(operator, left, right, known) ?? ofRange(turned(operator), right, left, known)));
  }
  if (e.kind === 'in' && !e.negated) {
    const [first, ...rest] = e.values.map((value) => ofEqual(e.left, value, known));
    return both(rest.reduce(either, first), ofPresence(e.left, known));
  }
  if (e.kind === 'call' && e.name.toLowerCase() === 'ispresent') return ofPresence(e.args[0] as Expression, known);
  return undefined;
}

function ofPresence(e: Expression, { made }: Known): Requirement | undefined {
  return e.kind === 'field' && e.segments.length === 1 ? made.get(e.segments[0] as string) : undefined;
}

/** A field that is found in the message has a text only where that text, or a way of JSON to write it, stands in the message. */
function ofEqual(field: Expression, value: Expression, { made }: Known): Requirement | undefined {
  if (field.kind !== 'field' || value.kind !== 'literal' || typeof value.value !== 'string') return undefined;
  // Numbers, words that stand for numbers, and objects have other ways to be written.
  const isPlain = toNumber(value.value) === undefined && /^[^[{]/.test(value.value) && !/^-?Infinity$/.test(value.value);
  if (!isFound(field.segments, made) || !isPlain) return undefined;
  return { kind: 'texts', texts: [{ text: value.value, ignoreCase: false, inJson: true }] };
}

/** True of a field that is found in the message, and not made by a command or by the service. */
const isFound = (segments: string[], made: Known['made']) =>
  !segments[0]?.startsWith('@') && !segments.some((_, i) => made.has(segments.slice(0, i + 1).join('.')));

function ofRange(operator: string, field: Expression, number: Expression, { made }: Known): NumberRange | undefined {
  return field.kind === 'field' && isFound(field.segments, made) ? rangeOf(operator, field, number) : undefined;
}

function ofText(text: string): Requirement | undefined {
  return text === '' ? undefined : { kind: 'texts', texts: [{ text, ignoreCase: false }] };
}

/** Of two things that must both be there the better one to look for: fewer and longer texts, else a number, else an expression. */
function both(a: Requirement | undefined, b: Requirement | undefined): Requirement | undefined {
  if (!a || isNothing(a)) return b;
  if (!b || isNothing(b)) return a;
  if (a.kind === 'texts' && b.kind === 'texts') return worth(b) > worth(a) ? b : a;
  return ORDER.indexOf(b.kind) < ORDER.indexOf(a.kind) ? b : a;
}

const ORDER: Requirement['kind'][] = ['texts', 'number', 'regex'];
const worth = ({ texts }: { texts: Text[] }) => Math.min(...texts.map(({ text }) => text.length)) / texts.length;

function either(a: Requirement | undefined, b: Requirement | undefined): Requirement | undefined {
  if (a?.kind !== 'texts' || b?.kind !== 'texts' || isNothing(a) || isNothing(b)) return undefined;
  const texts = [...a.texts, ...b.texts];
  return texts.length <= MOST_TEXTS ? { kind: 'texts', texts } : undefined;
}

/** With more texts than these looking for them takes as long as reading every line. */
const MOST_TEXTS = 8;
/** A shorter text is in too many lines to be worth more than the expression itself. */
const LEAST_LENGTH = 3;

function ofRegex(source: string, query: string, at: number): Requirement | undefined {
  const compiled = compileRegex(source, query, at);
  const ignoreCase = compiled.flags.includes('i');
  // By code points the Kelvin sign is a k, too.
  if (ignoreCase && compiled.flags.includes('u')) return undefined;
  const texts = textsOf(compiled.source).map((text) => ({ text: ignoreCase ? asciiPart(text) : text, ignoreCase }));
  if (texts.length > 0 && texts.length <= MOST_TEXTS && texts.every(({ text }) => text.length >= LEAST_LENGTH))
    return { kind: 'texts', texts };
  // The begin and end of a text are not those of a line in a chunk, and flags inside of an expression are not looked into.
  const unnamed = compiled.source.replaceAll(NAMED, '(').replaceAll('(?:', '(');
  if (/\(\?|\$|(?<!\[)\^|\\[bB]/.test(unnamed)) return undefined;
  return { kind: 'regex', source: forTest(compiled.source.replaceAll(NAMED, '(')), flags: ignoreCase ? 'i' : 'u' };
}

const NAMED = /\(\?<g\d+>/g;
const asciiPart = (text: string) => longest(text.match(/[ -~]+/g) ?? []);

function groupNames(source: string, query: string, at: number): string[] {
  return compileRegex(source, query, at).fields.map((f) => f.name);
}

const longest = (texts: string[]) => texts.reduce((best, text) => (text.length > best.length ? text : best), '');

/**
 * Texts of which every match of an expression contains one, as far as a simple reading tells: of each alternative at the
 * top its longest run of plain characters. None when an alternative has no such run.
 */
function textsOf(source: string): string[] {
  const inner = /^\((?:\?:|\?<g\d+>)?((?:\\[\s\S]|[^()\\[])*)\)$/.exec(source)?.[1];
  const items = (inner ?? source).match(ITEMS) ?? [];
  const alternatives: string[] = [];
  let runs: string[] = [];
  let run = '';
  let depth = 0;
  const end = () => {
    runs.push(run);
    run = '';
  };
  for (const item of [...items, '|']) {
    if (item.startsWith('(') || item === ')') {
      // Inside of a group nothing is certain: it may be optional, or one of several.
      end();
      depth += item === ')' ? -1 : 1;
    } else if (depth > 0) continue;
    else if (item === '|') {
      end();
      alternatives.push(longest(runs));
      runs = [];
    } else if (/^[*?{]/.test(item)) {
      run = run.slice(0, -1);
      end();
    } else if (/^\\[^a-zA-Z0-9]$/.test(item)) run += item[1];
    else if (item.length === 1 && !/[.^$+]/.test(item)) run += item;
    else end();
  }
  return alternatives.includes('') ? [] : alternatives;
}

/** Escapes, classes, the begins of groups, counts, and single characters. */
const ITEMS =
  /\\[pP]\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<g\d+>|[ims]*-?[ims]*:?))?|\{\d+(?:,\d*)?\}|[\s\S]/g;
