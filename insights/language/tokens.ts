import { durationOf } from '../functions/periods.ts';
import type { Query } from './ast.ts';
import { QueryError } from './errors.ts';
import { type Token, tokenize } from './lexer.ts';
import { didYouMean } from './suggest.ts';

/** What is written here for words of SQL. */
const ELSEWHERE = new Map([
  ['when', 'write if(condition, value, other)'],
  ['between', 'write x >= 1 and x <= 9'],
  ['having', 'write | filter behind it'],
  ['is', 'write ispresent(…), or not ispresent(…)'],
  ['group', 'write stats … by'],
  ['order', 'write | sort behind it'],
  ['exists', 'write ispresent(…)'],
  ['contains', 'write like "…"'],
  ['matches', 'write like /…/'],
  ['regex', 'write like /…/'],
  ['rlike', 'write like /…/'],
  ['ilike', 'write like /(?i)…/'],
]);

/** What the writer meant by a word, as the one before it tells. */
function behind(before: Token, { text, at }: Token): string | undefined {
  if (before.kind === 'regex' && before.end === at) return `flags stand at the begin: /(?${text})${before.text}/`;
  if (before.kind === 'word' && /^distinct$/i.test(before.text)) return 'write count_distinct(…)';
  if (before.kind === 'number' && durationOf(1, text) !== undefined) return `a period is one word: ${before.text}${text}`;
  return undefined;
}

/** The tokens of a query, read from left to right. */
export class TokenStream {
  readonly query: string;
  readonly #tokens: Token[];
  readonly #parse: (tokens: TokenStream) => Query;
  #position = 0;
  /** In how many brackets with a query the next token stands. */
  depth = 0;
  #subqueries: Query[] = [];

  /** @param parse reads a whole query up to its end or to the bracket that closes it. */
  constructor(query: string, parse: (tokens: TokenStream) => Query) {
    this.#parse = parse;
    this.query = query;
    this.#tokens = tokenize(query);
  }

  /** The token that comes, or one further on; -1 is the one before. */
  peek(ahead = 0): Token {
    return (this.#tokens[this.#position + ahead] ?? this.#tokens.at(-1)) as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#position++;
    return token;
  }

  isSymbol(symbol: string): boolean {
    return this.peek().kind === 'symbol' && this.peek().text === symbol;
  }

  isWord(...words: string[]): boolean {
    const token = this.peek();
    return token.kind === 'word' && !token.quoted && words.includes(token.text.toLowerCase());
  }

  accept(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.#position++;
    return found;
  }

  acceptWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.#position++;
    return found;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.unexpected(this.peek(), `'${symbol}'`);
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(this.peek(), `'${word}'`, [word]);
  }

  /** A name given to a column: a word, with its dots. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'word')
      throw this.unexpected(token, token.kind === 'string' ? 'a name without quotes, or in backticks' : 'a name');
    return token.segments.join('.');
  }

  alias(): string | undefined {
    return this.acceptWord('as') ? this.name() : undefined;
  }

  /** One item or more, with commas between them. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** A query in brackets. */
  subquery(): Query {
    this.expect('(');
    this.depth++;
    const query = { ...this.#parse(this), index: this.#subqueries.length };
    this.depth--;
    this.expect(')');
    this.#subqueries.push(query);
    return query;
  }

  /** The subqueries that are read while `read` runs, and what it gives. */
  within<T>(read: () => T): { result: T; subqueries: Query[] } {
    const outer = this.#subqueries;
    this.#subqueries = [];
    const result = read();
    const subqueries = this.#subqueries;
    this.#subqueries = outer;
    return { result, subqueries };
  }

  #before(token: Token): Token {
    return this.#tokens[this.#tokens.indexOf(token) - 1] ?? token;
  }

  unexpected(token: Token, expected: string, words: string[] = []): QueryError {
    const found = token.kind === 'end' ? token.text : `'${this.query.slice(token.at, token.end)}'`;
    const isWord = token.kind === 'word' && !token.quoted;
    if (this.query.startsWith('://', token.at))
      return new QueryError('an address stands in quotes', this.query, token.at, { length: 3 });
    const known = isWord ? (behind(this.#before(token), token) ?? ELSEWHERE.get(token.text.toLowerCase())) : undefined;
    const hint = known ?? (isWord ? didYouMean(token.text, words) : undefined);
    return new QueryError(`expected ${expected} but found ${found}`, this.query, token.at, {
      length: token.end - token.at,
      ...(hint && { hint }),
    });
  }
}
