import type { Command, Expression } from '../language/ast.ts';
import { compileRegex } from '../language/regex.ts';

/**
 * What a message must contain for its event to reach the result: it is looked for in whole chunks of a file, and what
 * does not contain it is never taken apart. It may let events through that the query drops; it drops none that the query keeps.
 */
export type Requirement = { kind: 'literal'; text: string } | { kind: 'regex'; source: string; flags: string };

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
          ? ofLiteral(longest(how.pattern.split('*')))
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
    else break;
  }
  return found && !isNothing(found) ? found : undefined;
}

const NOTHING: Requirement = { kind: 'literal', text: '' };
const isNothing = (r: Requirement) => r.kind === 'literal' && r.text === '';

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
    return e.pattern.kind === 'literal' ? ofLiteral(String(e.pattern.value)) : undefined;
  }
  // A comparison with a missing value is false, and so is `ispresent` of one.
  if (e.kind === 'binary' && /[=<>]/.test(e.operator)) return both(ofPresence(e.left, known), ofPresence(e.right, known));
  if (e.kind === 'in' && !e.negated) return ofPresence(e.left, known);
  if (e.kind === 'call' && e.name.toLowerCase() === 'ispresent') return ofPresence(e.args[0] as Expression, known);
  return undefined;
}

function ofPresence(e: Expression, { made }: Known): Requirement | undefined {
  return e.kind === 'field' && e.segments.length === 1 ? made.get(e.segments[0] as string) : undefined;
}

function ofLiteral(text: string): Requirement | undefined {
  return text === '' ? undefined : { kind: 'literal', text };
}

/** Of two things that must both be there the better one to look for: a longer literal, else an expression. */
function both(a: Requirement | undefined, b: Requirement | undefined): Requirement | undefined {
  if (!a || isNothing(a)) return b;
  if (!b || isNothing(b)) return a;
  if (a.kind === 'literal' && b.kind === 'literal') return b.text.length > a.text.length ? b : a;
  return a.kind === 'literal' ? a : b;
}

function either(a: Requirement | undefined, b: Requirement | undefined): Requirement | undefined {
  if (!a || !b || isNothing(a) || isNothing(b)) return undefined;
  const [x, y] = [asRegex(a), asRegex(b)];
  // A literal has no letters' case to ignore: both must be read with the same flags.
  return x.flags === y.flags ? { kind: 'regex', source: `(?:${x.source})|(?:${y.source})`, flags: x.flags } : undefined;
}

const asRegex = (r: Requirement) => (r.kind === 'regex' ? r : { source: quoted(r.text), flags: '' });

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function ofRegex(source: string, query: string, at: number): Requirement | undefined {
  const compiled = compileRegex(source, query, at);
  const literal = compiled.flags.includes('i') ? '' : mandatoryText(compiled.source);
  if (literal.length >= LEAST_LITERAL) return { kind: 'literal', text: literal };
  // The begin and end of a text are not those of a line in a chunk.
  const source2 = compiled.source.replaceAll(NAMED, '(');
  if (/\(\?|[$]|(?<!\[)\^|\\[bBAzZ]/.test(source2.replaceAll('(?:', '('))) return ofLiteral(literal);
  return { kind: 'regex', source: source2, flags: compiled.flags.includes('i') ? 'i' : '' };
}

/** A shorter literal is in too many lines to be worth more than the expression itself. */
const LEAST_LITERAL = 3;
const NAMED = /\(\?<g\d+>/g;

function groupNames(source: string, query: string, at: number): string[] {
  return compileRegex(source, query, at).fields.map((f) => f.name);
}

const longest = (texts: string[]) => texts.reduce((best, text) => (text.length > best.length ? text : best), '');

/** The longest run of characters that every match of an expression contains, as far as a simple reading tells. */
function mandatoryText(source: string): string {
  const runs: string[] = [];
  let run = '';
  let depth = 0;
  const end = () => {
    runs.push(run);
    run = '';
  };
  for (const [item] of source.matchAll(
    /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<g\d+>|[ims]*-?[ims]*:?))?|\{\d+(?:,\d*)?\}|[\s\S]/g,
  )) {
    if (item.startsWith('(')) {
      // Inside of a group nothing is certain, but for the plain group around the whole.
      end();
      depth++;
    } else if (item === ')') {
      end();
      depth--;
    } else if (item === '|') {
      // Of alternatives at the top no text is in each; in a group its texts are not taken anyway.
      if (depth === 0) return '';
    } else if (depth > 0) continue;
    else if (/^[*?{]/.test(item)) {
      run = run.slice(0, -1);
      end();
    } else if (item === '+') end();
    else if (item.length === 2 && item[0] === '\\' && !/[a-zA-Z0-9]/.test(item[1] as string)) run += item[1];
    else if (item.length === 1 && !/[.^$]/.test(item)) run += item;
    else end();
  }
  end();
  return longest(runs);
}
