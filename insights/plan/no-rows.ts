import { type Command, type Expression, nameOf } from '../language/ast.ts';
import { printExpression } from '../language/printer.ts';

/** Says which words of a query's filters no event has a field for: often a text without its quotes. */
export function missingWords(commands: Command[], missing: ReadonlySet<string>): string[] {
  const said = commands.flatMap((c) => (c.kind === 'filter' ? [...inCondition(c.condition, missing)] : []));
  return [...new Set(said)];
}

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
  } else if (e.kind === 'like') yield* asField(e.left, missing);
  else if (e.kind === 'call') for (const argument of e.args) yield* asField(argument, missing);
}

function* asValue(e: Expression, left: Expression, missing: ReadonlySet<string>): Generator<string> {
  if (e.kind !== 'field' || !missing.has(nameOf(e))) return;
  const word = nameOf(e);
  yield `no event has the field ${word}; a text stands in quotes: ${printExpression(left)} = "${word}"`;
}

function* asField(e: Expression, missing: ReadonlySet<string>): Generator<string> {
  if (e.kind === 'field' && missing.has(nameOf(e))) yield `no event has the field ${nameOf(e)}`;
}
