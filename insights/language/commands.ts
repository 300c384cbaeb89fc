import type { Column, Command, DiffModifier } from './ast.ts';
import { parseExpression } from './expressions.ts';
import { fieldName } from './field-name.ts';
import { joinCommand } from './join-command.ts';
import { cidrlookupCommand, lookupCommand } from './lookup-command.ts';
import { parseCommand } from './parse-command.ts';
import { printExpression } from './printer.ts';
import { sourceCommand } from './source-command.ts';
import { duration, isEnd, TABLE_COMMANDS } from './table-commands.ts';
import type { TokenStream } from './tokens.ts';

type CommandParser = (tokens: TokenStream, at: number) => Command;

const filter: CommandParser = (tokens, at) => ({ kind: 'filter', condition: parseExpression(tokens), at });
const unnest: CommandParser = (tokens, at) => {
  const source = fieldName(tokens);
  tokens.expectWord('into');
  return { kind: 'unnest', source, name: tokens.name(), at };
};

/** The commands of the language, each on its page: `…/CWL_QuerySyntax-Fields.html` and so on. */
export const COMMANDS: Record<string, CommandParser> = {
  source: sourceCommand,
  fields: (tokens, at) => ({ kind: 'fields', columns: columns(tokens), at }),
  display: (tokens, at) => ({ kind: 'display', columns: columns(tokens), at }),
  filter,
  where: filter,
  filterindex: (tokens, at) => ({ kind: 'filter', condition: parseExpression(tokens), isIndex: true, at }),
  unmask: (tokens, at) => ({ kind: 'unmask', fields: isEnd(tokens) ? [] : tokens.list(() => fieldName(tokens)), at }),
  parse: parseCommand,
  json: jsonCommand,
  stats: (tokens, at) => {
    const aggregates = columns(tokens);
    // People who know SQL write "group by", and the service takes it.
    const isGrouped = tokens.acceptWord('group');
    if (isGrouped) tokens.expectWord('by');
    const by = isGrouped || tokens.acceptWord('by') ? columns(tokens) : [];
    const word = tokens.peek();
    const offset = tokens.acceptWord('offset') && { ...duration(tokens), at: word.at };
    return { kind: 'stats', columns: aggregates, by, ...(offset && { offset }), at };
  },
  sort: sortCommand,
  limit: limitCommand,
  dedup: (tokens, at) => ({ kind: 'dedup', fields: tokens.list(() => fieldName(tokens)), at }),
  unnest,
  expand: (tokens, at) => {
    const source = fieldName(tokens);
    return { kind: 'unnest', source, name: source.segments.join('.'), at };
  },
  pattern: (tokens, at) => ({ kind: 'pattern', expression: parseExpression(tokens), at }),
  diff: (tokens, at) => ({ kind: 'diff', modifier: diffModifier(tokens), at }),
  countfrequent: countFrequent,
  count_frequent: countFrequent,
  join: joinCommand,
  lookup: lookupCommand,
  cidrlookup: cidrlookupCommand,
  ...TABLE_COMMANDS,
};

/** Documented commands that this engine refuses by name: no page says enough of them. */
export const UNSUPPORTED_COMMANDS = 'anomaly logcompare relevantfields'.split(' ');

function countFrequent(tokens: TokenStream, at: number): Command {
  return { kind: 'countFrequent', fields: tokens.list(() => fieldName(tokens)), at };
}

function columns(tokens: TokenStream): Column[] {
  return tokens.list(() => {
    const expression = parseExpression(tokens);
    const own = expression.kind === 'field' ? expression.segments.join('.') : printExpression(expression);
    return { expression, name: tokens.alias() ?? own };
  });
}

function jsonCommand(tokens: TokenStream, at: number): Command {
  tokens.expectWord('field');
  tokens.expect('=');
  const source = fieldName(tokens);
  const path = tokens.next();
  if (path.kind !== 'string') throw tokens.unexpected(path, 'a path in quotes, such as "user.name"');
  tokens.expectWord('as');
  return { kind: 'json', source, path: path.text, name: tokens.name(), at };
}

function sortCommand(tokens: TokenStream, at: number): Command {
  // A field may have the name "by": then no other field follows.
  if (/^(?:[(-]|(?!asc$|desc$)[\w@`].*)$/is.test(tokens.peek(1).kind === 'end' ? '' : tokens.peek(1).text))
    tokens.acceptWord('by');
  const keys = tokens.list(() => {
    const expression = parseExpression(tokens);
    const descending = tokens.acceptWord('desc');
    if (!descending) tokens.acceptWord('asc');
    return { expression, descending };
  });
  return { kind: 'sort', keys, at };
}

/** The page gives the default of 10,000 and the maximum: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
const MOST_ROWS = 100_000;

function limitCommand(tokens: TokenStream, at: number): Command {
  const any = tokens.acceptWord('any');
  const token = tokens.next();
  const count = Number(token.text);
  if (token.kind !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_ROWS) {
    throw tokens.unexpected(token, `a whole number from 1 to ${MOST_ROWS}`);
  }
  return { kind: 'limit', count, any, at };
}

const MODIFIERS: DiffModifier[] = ['previousDay', 'previousWeek', 'previousMonth'];

function diffModifier(tokens: TokenStream): DiffModifier | undefined {
  const token = tokens.peek();
  if (token.kind !== 'word') return undefined;
  const modifier = MODIFIERS.find((m) => tokens.acceptWord(m.toLowerCase()));
  if (!modifier) throw tokens.unexpected(token, `one of ${MODIFIERS.join(', ')}, or nothing`, MODIFIERS);
  return modifier;
}
