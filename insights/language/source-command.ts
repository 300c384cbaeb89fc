import type { Command } from './ast.ts';
import { QueryError } from './errors.ts';
import type { Token } from './lexer.ts';
import type { TokenStream } from './tokens.ts';

/** The page allows so many prefixes. */
const MOST_PREFIXES = 5;

/**
 * `SOURCE logGroups(namePrefix: ["a", "b"])`, `SOURCE logGroups()` for all, and `SOURCE "group"` for one.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html and …-Subqueries.html
 */
export function sourceCommand(tokens: TokenStream, at: number): Command {
  const first = tokens.next();
  if (first.kind !== 'string' && first.kind !== 'word') throw tokens.unexpected(first, "'logGroups' or a name in quotes");
  // The page of appendcols writes a group's name without quotes.
  if (first.kind === 'string' || first.text.toLowerCase() !== 'loggroups') return oneGroup(first, tokens, at);
  tokens.expect('(');
  const prefixes: string[] = [];
  if (!tokens.isSymbol(')')) {
    const key = tokens.next();
    if (key.text.toLowerCase() !== 'nameprefix')
      throw new QueryError(`only namePrefix can be asked for here, not ${key.text}`, tokens.query, key.at, {
        length: key.end - key.at,
      });
    tokens.expect(':');
    tokens.expect('[');
    prefixes.push(...tokens.list(() => text(tokens)));
    tokens.expect(']');
    if (prefixes.length > MOST_PREFIXES)
      throw new QueryError(`namePrefix takes at most ${MOST_PREFIXES} prefixes`, tokens.query, key.at, {
        length: key.end - key.at,
      });
  }
  tokens.expect(')');
  return { kind: 'source', group: undefined, prefixes, at };
}

function oneGroup({ kind, text: name, segments }: Token, tokens: TokenStream, at: number): Command {
  const next = tokens.peek();
  if (tokens.isWord('start', 'end'))
    throw new QueryError('SOURCE takes no times here: the window is the one of the query', tokens.query, next.at, {
      length: next.end - next.at,
    });
  return { kind: 'source', group: kind === 'string' ? name : segments.join('.'), prefixes: [], at };
}

function text(tokens: TokenStream): string {
  const token = tokens.next();
  if (token.kind !== 'string') throw tokens.unexpected(token, 'a prefix in quotes');
  return token.text;
}
