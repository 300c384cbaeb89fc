import type { Command } from './ast.ts';
import { QueryError } from './errors.ts';
import type { Token } from './lexer.ts';
import type { TokenStream } from './tokens.ts';

/** The page allows so many prefixes. */
const MOST_PREFIXES = 5;

/** Keywords of the page that choose among log groups by what files have not. */
const UNREAD = /^(?:accountIdentifiers?|class|logGroupClass)$/i;

/**
 * `SOURCE logGroups(namePrefix: ["a", "b"])`, `SOURCE logGroups()` for all, and `SOURCE "group"` for one, also several of these in turn, as
 * widgets of dashboards have them. Times that the console writes behind it are not read.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html and …-Subqueries.html
 */
export function sourceCommand(tokens: TokenStream, at: number): Command {
  const first = tokens.next();
  if (first.kind !== 'string' && first.kind !== 'word') throw tokens.unexpected(first, "'logGroups' or a name in quotes");
  // The page of appendcols writes a group's name without quotes.
  const isOne = first.kind === 'string' || first.text.toLowerCase() !== 'loggroups';
  if (isOne && tokens.isSymbol('('))
    throw new QueryError(
      `SOURCE ${first.text}(…) is not supported here: files are known by their names alone`,
      tokens.query,
      first.at,
      {
        length: first.end - first.at,
      },
    );
  const { prefixes, unread } = isOne ? { prefixes: [], unread: [] } : logGroups(tokens);
  const groups = isOne ? [nameIn(first)] : [];
  while (isOne && tokens.isSymbol('|') && tokens.peek(1).text.toLowerCase() === 'source' && tokens.peek(2).kind === 'string') {
    tokens.next();
    tokens.next();
    groups.push(nameIn(tokens.next()));
  }
  while (tokens.isWord('start', 'end')) {
    unread.push(tokens.next().text);
    tokens.expect('=');
    tokens.accept('-');
    tokens.next();
  }
  return { kind: 'source', groups, prefixes, unread, at };
}

function logGroups(tokens: TokenStream): { prefixes: string[]; unread: string[] } {
  const prefixes: string[] = [];
  const unread: string[] = [];
  tokens.expect('(');
  if (!tokens.isSymbol(')')) {
    tokens.list(() => {
      const key = tokens.next();
      const length = key.end - key.at;
      const isRead = key.text.toLowerCase() === 'nameprefix';
      if (!isRead && !UNREAD.test(key.text))
        throw new QueryError(`only namePrefix can be asked for here, not ${key.text}`, tokens.query, key.at, { length });
      tokens.expect(':');
      const values = texts(tokens);
      if (isRead) prefixes.push(...values);
      else unread.push(key.text);
      if (isRead && values.length > MOST_PREFIXES)
        throw new QueryError(`namePrefix takes at most ${MOST_PREFIXES} prefixes`, tokens.query, key.at, { length });
    });
  }
  tokens.expect(')');
  return { prefixes, unread };
}

const nameIn = ({ kind, text, segments }: Token) => (kind === 'string' ? text : segments.join('.'));

/** A list of texts, or one text. */
function texts(tokens: TokenStream): string[] {
  if (!tokens.accept('[')) return [text(tokens)];
  const all = tokens.isSymbol(']') ? [] : tokens.list(() => text(tokens));
  tokens.expect(']');
  return all;
}

function text(tokens: TokenStream): string {
  const token = tokens.next();
  if (token.kind !== 'string') throw tokens.unexpected(token, 'a text in quotes');
  return token.text;
}
