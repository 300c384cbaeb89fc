import { AGGREGATE_NAMES } from '../functions/index.ts';
import type { Command, Query } from './ast.ts';
import { COMMANDS, UNSUPPORTED_COMMANDS } from './commands.ts';
import { QueryError } from './errors.ts';
import type { Token } from './lexer.ts';
import { checkOrder } from './order.ts';
import { nearest } from './suggest.ts';
import { TokenStream } from './tokens.ts';

/**
 * Parses a query of the Logs Insights language.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 * @throws QueryError with line and column for anything this engine does not run; a command is never skipped.
 */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  if (tokens.peek().kind === 'end')
    throw new QueryError('the query is empty', text, 0, { hint: 'such as: fields @timestamp, @message | limit 20' });
  // The console and many examples begin a query with a bar.
  tokens.accept('|');
  const query = commandsOf(tokens);
  if (tokens.peek().kind !== 'end') throw notTheEnd(tokens);
  return query;
}

/** A query in another in another is what people write; more is an attack on the stack. */
const DEEPEST = 5;

/** Reads commands up to the end, or to the bracket that closes a subquery. */
function commandsOf(tokens: TokenStream): Query {
  const { at } = tokens.peek();
  if (tokens.depth > DEEPEST) throw new QueryError(`subqueries stand at most ${DEEPEST} deep in one another`, tokens.query, at);
  const { result: commands, subqueries } = tokens.within(() => commandList(tokens));
  const text = tokens.depth === 0 ? tokens.query : alone(tokens.query, at, tokens.peek().at);
  checkOrder(commands, text);
  return { text, commands, subqueries, at, index: 0 };
}

/** A text with blanks for all but one part of it, in the same places. */
function alone(text: string, from: number, to: number): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  return blank(text.slice(0, from)) + text.slice(from, to);
}

/** Each is called by the one before it: more is no query but an attack on the stack. */
const MOST_COMMANDS = 500;

function commandList(tokens: TokenStream): Command[] {
  const commands: Command[] = [];
  do {
    const word = tokens.next();
    if (commands.length === MOST_COMMANDS)
      throw new QueryError(`a query has at most ${MOST_COMMANDS} commands`, tokens.query, word.at, {
        hint: 'conditions stand in one filter, with and between them',
      });
    const name = word.text.toLowerCase();
    const parse = word.kind === 'word' && !word.quoted && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!parse) throw notACommand(word, tokens);
    commands.push(parse(tokens, word.at));
  } while (tokens.accept('|'));
  return commands;
}

/** A command that is refused may have a syntax of its own, which must not be what is complained about. */
function tokensOf(text: string): TokenStream {
  try {
    return new TokenStream(text, commandsOf);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const before = text.slice(0, error.offset).replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
    for (const { 1: word = '', index, 0: all } of before.matchAll(/(?:^|[|(])\s*([a-z]+)/gi)) {
      if (UNSUPPORTED_COMMANDS.includes(word.toLowerCase())) throw notSupported(word, text, index + all.length - word.length);
    }
    throw error;
  }
}

/** Why a command is refused. */
const REASONS: Record<string, string> = {
  anomaly: "its models are the service's own",
  logcompare: 'no page of AWS says which columns it gives',
  relevantfields: 'no page of AWS says how its score is computed',
};

function notSupported(word: string, text: string, at: number): QueryError {
  const why = REASONS[word.toLowerCase()];
  return new QueryError(`the command ${word} is not supported here${why ? `: ${why}` : ''}`, text, at, { length: word.length });
}

function notTheEnd(tokens: TokenStream): QueryError {
  const [token, before] = [tokens.peek(), tokens.peek(-1)];
  const isDash = token.kind === 'symbol' && token.text === '-' && before.kind === 'word' && before.end === token.at;
  if (isDash) {
    const end = /^[\w@.-]*/.exec(tokens.query.slice(before.at))?.[0] ?? '';
    return new QueryError(`the name ${end} has a dash`, tokens.query, before.at, {
      length: end.length,
      hint: `in backticks it is a name: \`${end}\``,
    });
  }
  return tokens.unexpected(tokens.peek(), "'|' or the end of the query", ['as', 'by', 'and', 'or', 'like', 'in']);
}

/** Commands of other query languages. */
const OTHER_WORDS: Record<string, string> = {
  head: 'limit 10',
  tail: 'sort @timestamp desc | limit 10',
  take: 'limit 10',
  top: 'stats count(*) as n by field | sort n desc | limit 10',
  select: 'fields',
  project: 'display',
  search: 'filter @message like "text"',
  eval: 'fields … as name',
  extend: 'fields … as name',
  summarize: 'stats … by',
  order: 'sort',
  orderby: 'sort',
  group: 'stats … by',
};

/** All of them would be more than one reads. */
const EVERYDAY = 'fields, filter, parse, stats, sort, limit, display, dedup and others';

function notACommand(word: Token, tokens: TokenStream): QueryError {
  const name = word.text.toLowerCase();
  const length = Math.max(1, word.end - word.at);
  if (word.kind !== 'word' || word.quoted) {
    const isBehind = tokens.peek(word.kind === 'end' ? -1 : -2).text === '|';
    const hint = isBehind ? 'a command stands behind each |' : `a query is made of commands with | between them: ${EVERYDAY}`;
    const found = word.kind === 'end' ? word.text : `'${tokens.query.slice(word.at, word.end)}'`;
    return new QueryError(`expected a command but found ${found}`, tokens.query, word.at, { length, hint });
  }
  if (UNSUPPORTED_COMMANDS.includes(name)) return notSupported(word.text, tokens.query, word.at);
  const known = Object.hasOwn(OTHER_WORDS, name) ? OTHER_WORDS[name] : undefined;
  if (known)
    return new QueryError(`there is no command ${word.text}`, tokens.query, word.at, { length, hint: `here it is ${known}` });
  const suggestion = AGGREGATE_NAMES.includes(name) ? `stats ${name}(*)` : nearest(word.text, Object.keys(COMMANDS));
  const hint = suggestion ? `did you mean ${suggestion}?` : `there are ${EVERYDAY}`;
  return new QueryError(`expected a command but found '${word.text}'`, tokens.query, word.at, { length, hint });
}
