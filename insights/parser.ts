import type { Aggregation, Column, Command, Expression, Query } from './ast.ts';
import { QueryError } from './errors.ts';
import { parseExpression } from './expressions.ts';
import { AGGREGATES } from './functions.ts';
import { compileGlob, compileRegex } from './patterns.ts';
import { TokenStream } from './tokens.ts';

const COMMANDS: Record<string, (tokens: TokenStream) => Command> = {
  fields: (tokens) => ({ kind: 'fields', columns: columns(tokens) }),
  display: (tokens) => ({ kind: 'display', columns: columns(tokens) }),
  filter: (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) }),
  where: (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) }),
  parse: parseCommand,
  stats: statsCommand,
  sort: sortCommand,
  limit: limitCommand,
};

/**
 * Parses a query of the Logs Insights language.
 * @throws QueryError with line and column for anything this engine does not run; a command is never skipped.
 */
export function parseQuery(text: string): Query {
  const tokens = new TokenStream(text);
  const commands: Command[] = [];
  do {
    const word = tokens.next();
    const command = word.kind === 'word' && !word.quoted ? COMMANDS[word.text.toLowerCase()] : undefined;
    if (!command) {
      throw new QueryError(
        `expected a command but found '${word.text}'; known commands: ${Object.keys(COMMANDS).join(', ')}`,
        text,
        word.at,
      );
    }
    commands.push(command(tokens));
  } while (tokens.accept('|'));
  tokens.expectEnd();
  return { text, commands };
}

function columns(tokens: TokenStream): Column[] {
  return tokens.list(() => column(tokens));
}

function column(tokens: TokenStream): Column {
  const start = tokens.peek().at;
  const expression = parseExpression(tokens);
  if (expression.kind === 'call' && AGGREGATES.includes(expression.name)) {
    throw new QueryError(`${expression.name}(…) needs the command stats, as in: stats count(*)`, tokens.query, start);
  }
  const name = expression.kind === 'field' ? expression.name : tokens.textFrom(start);
  return { expression, name: tokens.alias() ?? name };
}

function parseCommand(tokens: TokenStream): Command {
  let source: Expression = { kind: 'field', name: '@message' };
  if (!['string', 'regex'].includes(tokens.peek().kind)) source = parseExpression(tokens);
  const pattern = tokens.next();
  if (pattern.kind === 'regex') {
    const compiled = compileRegex(pattern.text, tokens.query, pattern.at);
    if (compiled.fields.length === 0) {
      throw new QueryError('parse needs at least one named group, (?<name>…)', tokens.query, pattern.at);
    }
    return { kind: 'parse', source, pattern: compiled };
  }
  if (pattern.kind !== 'string') throw tokens.unexpected(pattern, 'a pattern in quotes or slashes');
  tokens.expectWord('as');
  const names = tokens.list(() => tokens.name());
  return { kind: 'parse', source, pattern: compileGlob(pattern.text, names, tokens.query, pattern.at) };
}

function statsCommand(tokens: TokenStream): Command {
  const aggregations = tokens.list(() => aggregation(tokens));
  const by = tokens.acceptWord('by') ? columns(tokens) : [];
  return { kind: 'stats', aggregations, by };
}

function aggregation(tokens: TokenStream): Aggregation {
  const start = tokens.peek();
  const name = tokens.name().toLowerCase();
  if (!AGGREGATES.includes(name)) {
    throw new QueryError(`'${start.text}' is not a stats function here; known: ${AGGREGATES.join(', ')}`, tokens.query, start.at);
  }
  tokens.expect('(');
  const everything = name === 'count' && (tokens.accept('*') || tokens.peek().text === ')');
  const argument = everything ? undefined : parseExpression(tokens);
  const percent = name === 'pct' ? percentile(tokens) : undefined;
  tokens.expect(')');
  const text = tokens.textFrom(start.at);
  return {
    function: name,
    name: tokens.alias() ?? text,
    ...(argument && { argument }),
    ...(percent !== undefined && { percent }),
  };
}

function percentile(tokens: TokenStream): number {
  tokens.expect(',');
  const token = tokens.next();
  const percent = Number(token.text);
  if (token.kind !== 'number' || !(percent >= 0 && percent <= 100)) throw tokens.unexpected(token, 'a number from 0 to 100');
  return percent;
}

function sortCommand(tokens: TokenStream): Command {
  const keys = tokens.list(() => {
    const expression = parseExpression(tokens);
    const descending = tokens.acceptWord('desc');
    if (!descending) tokens.acceptWord('asc');
    return { expression, descending };
  });
  return { kind: 'sort', keys };
}

function limitCommand(tokens: TokenStream): Command {
  const token = tokens.next();
  const count = Number(token.text);
  if (token.kind !== 'number' || !Number.isInteger(count) || count < 1 || count > 100_000) {
    throw tokens.unexpected(token, 'a whole number from 1 to 100000');
  }
  return { kind: 'limit', count };
}
