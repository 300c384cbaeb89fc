import { QueryError } from './errors.ts';
import { type Token, tokenize } from './lexer.ts';

/** The tokens of a query, read from left to right. */
export class TokenStream {
  readonly query: string;
  readonly #tokens: Token[];
  #position = 0;

  constructor(query: string) {
    this.query = query;
    this.#tokens = tokenize(query);
  }

  peek(): Token {
    return this.#tokens[this.#position] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#position++;
    return token;
  }

  accept(symbol: string): boolean {
    const found = this.peek().kind === 'symbol' && this.peek().text === symbol;
    if (found) this.#position++;
    return found;
  }

  acceptWord(word: string): boolean {
    const token = this.peek();
    const found = token.kind === 'word' && !token.quoted && token.text.toLowerCase() === word;
    if (found) this.#position++;
    return found;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.unexpected(this.peek(), `'${symbol}'`);
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(this.peek(), `'${word}'`);
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.unexpected(this.peek(), "'|' or the end of the query");
  }

  name(): string {
    const token = this.next();
    if (token.kind !== 'word') throw this.unexpected(token, 'a name');
    return token.text;
  }

  alias(): string | undefined {
    return this.acceptWord('as') ? this.name() : undefined;
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** The query's own text from an offset to the last token read, for columns without an alias. */
  textFrom(start: number): string {
    return this.query.slice(start, (this.#tokens[this.#position - 1] as Token).end);
  }

  unexpected(token: Token, expected: string): QueryError {
    return new QueryError(`expected ${expected} but found '${token.text}'`, this.query, token.at);
  }
}
