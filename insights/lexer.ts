import { QueryError } from './errors.ts';

export type TokenKind = 'word' | 'number' | 'string' | 'regex' | 'symbol' | 'end';

export interface Token {
  kind: TokenKind;
  /** The value: a string without its quotes, a regex without its slashes, a word as written. */
  text: string;
  /** A field name in backticks is a word that can never be a keyword. */
  quoted: boolean;
  at: number;
  end: number;
}

const SYMBOLS = ['!=', '<=', '>=', '=~', '|', ',', '(', ')', '[', ']', '=', '<', '>', '+', '-', '*', '/', '%', '^'];
const WORD = /[@A-Za-z_][\w@]*(?:\.[\w@]+)*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[A-Za-z]+)?/y;

/** Splits a query into tokens. A slash begins a regular expression only where a value may stand. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, text: string, end: number, quoted = false) => {
    tokens.push({ kind, text, quoted, at, end });
    at = end;
  };
  while (at < query.length) {
    const char = query[at] as string;
    if (/\s/.test(char)) at++;
    else if (char === '#') at = endOfLine(query, at);
    else if (char === '"' || char === "'") push('string', ...readString(query, at, char));
    else if (char === '`') push('word', ...readUntil(query, at, '`'), true);
    else if (char === '/' && regexMayStartAfter(tokens.at(-1))) push('regex', ...readRegex(query, at));
    else {
      const word = match(WORD, query, at) ?? match(NUMBER, query, at);
      const symbol = SYMBOLS.find((s) => query.startsWith(s, at));
      if (word !== undefined) push(/\d/.test(char) ? 'number' : 'word', word, at + word.length);
      else if (symbol) push('symbol', symbol, at + symbol.length);
      else throw new QueryError(`unexpected character ${JSON.stringify(char)}`, query, at);
    }
  }
  tokens.push({ kind: 'end', text: 'end of the query', quoted: false, at: query.length, end: query.length });
  return tokens;
}

function regexMayStartAfter(previous: Token | undefined): boolean {
  if (!previous) return false;
  if (previous.kind === 'word') return true;
  return previous.kind === 'symbol' && !['*', ')', ']'].includes(previous.text);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfLine(query: string, at: number): number {
  const end = query.indexOf('\n', at);
  return end < 0 ? query.length : end;
}

function readUntil(query: string, at: number, close: string): [string, number] {
  const end = query.indexOf(close, at + 1);
  if (end < 0) throw new QueryError(`${close} is never closed`, query, at);
  return [query.slice(at + 1, end), end + 1];
}

/** In a string a backslash escapes the quote and itself; any other backslash stands for itself. */
function readString(query: string, at: number, quote: string): [string, number] {
  let text = '';
  for (let i = at + 1; i < query.length; i++) {
    const char = query[i] as string;
    const next = query[i + 1];
    if (char === '\\' && (next === quote || next === '\\')) {
      text += next;
      i++;
    } else if (char === quote) return [text, i + 1];
    else text += char;
  }
  throw new QueryError('the string is never closed', query, at);
}

/** Reads `/…/`; a slash inside brackets or behind a backslash does not end it. */
function readRegex(query: string, at: number): [string, number] {
  let inBrackets = false;
  for (let i = at + 1; i < query.length && query[i] !== '\n'; i++) {
    const char = query[i];
    if (char === '\\') i++;
    else if (char === '[') inBrackets = true;
    else if (char === ']') inBrackets = false;
    else if (char === '/' && !inBrackets) return [query.slice(at + 1, i), i + 1];
  }
  throw new QueryError('the regular expression is never closed', query, at);
}
