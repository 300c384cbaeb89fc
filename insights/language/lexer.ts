import { QueryError } from './errors.ts';

export type TokenKind = 'word' | 'member' | 'number' | 'string' | 'regex' | 'symbol' | 'end';

export interface Token {
  kind: TokenKind;
  /** The value: a string without its quotes, a regex without its slashes, a word as written. */
  text: string;
  /** A word, or what follows a call, cut at its dots and brackets; backticks kept out. Empty for other kinds. */
  segments: string[];
  /** A name with backticks can never be a keyword. */
  quoted: boolean;
  at: number;
  end: number;
}

const SYMBOLS = '!= <= >= =~ == | , ( ) [ ] { } = < > + - * / % ^ ! :'.split(' ');
const SEGMENT = /[\w@]+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?!\w))?(?:[A-Za-z_]\w*)?/y;
/** Behind these words a value stands, so a slash begins a regular expression and is no division. */
const BEFORE_VALUE = new Set('and by display dedup fields filter in like not or parse pattern sort stats where'.split(' '));
const WRONG: Record<string, string> = {
  '===': 'equality is a single =',
  '<>': 'write !=',
  '&&': 'write and',
  '||': 'write or',
  '~': 'write =~ or like',
};

/**
 * Splits a query into tokens; comments run from # to the end of the line.
 * @throws QueryError for a character that begins nothing, and for what is never closed.
 */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, text: string, end: number, segments: string[] = [], quoted = false) => {
    tokens.push({ kind, text, segments, quoted, at, end });
    at = end;
  };
  while (at < query.length) {
    const char = query[at] as string;
    if (/\s/.test(char)) at++;
    else if (isOtherComment(query, at))
      throw new QueryError('there is no such comment', query, at, { length: 2, hint: 'a comment begins with #' });
    else if (char === '#') at = endOfLine(query, at);
    else if (char === '"' || char === "'") push('string', ...readString(query, at, char));
    else if (isBehindCall(tokens, at) && match(/\.[\w@`]|\[\d+\]/y, query, at)) {
      const { segments, end } = readMember(query, at);
      push('member', query.slice(at, end), end, segments);
    } else if (char === '/' && regexMayStart(tokens)) push('regex', ...readRegex(query, at));
    else if (/[A-Za-z_@`]/.test(char)) {
      const { segments, quoted, end } = readName(query, at);
      push('word', query.slice(at, end), end, segments, quoted);
    } else {
      const number = match(NUMBER, query, at);
      const symbol = SYMBOLS.find((s) => query.startsWith(s, at));
      const wrong = Object.keys(WRONG).find((w) => query.startsWith(w, at));
      if (number !== undefined) push('number', number, at + number.length);
      else if (wrong)
        throw new QueryError(`there is no operator ${wrong}`, query, at, { length: wrong.length, hint: WRONG[wrong] ?? '' });
      else if (symbol) push('symbol', symbol, at + symbol.length);
      else throw unexpected(query, at);
    }
  }
  tokens.push({ kind: 'end', text: 'the end of the query', segments: [], quoted: false, at: query.length, end: query.length });
  return tokens;
}

const OTHER_SIGNS: Record<string, string> = {
  ';': 'a query ends without it',
  '“': 'a text stands in plain quotes: "…"',
  '”': 'a text stands in plain quotes: "…"',
  '‘': "a text stands in plain quotes: '…'",
  '’': "a text stands in plain quotes: '…'",
};

function unexpected(query: string, at: number): QueryError {
  const char = query[at] as string;
  const [, name = ''] = /^\.["']([^"'\n]+)["']/.exec(query.slice(at)) ?? [];
  const hint = name ? `a name with other characters stands in backticks: .\`${name}\`` : (OTHER_SIGNS[char] ?? '');
  return new QueryError(`unexpected character ${JSON.stringify(char)}`, query, at, hint ? { hint } : {});
}

function regexMayStart(tokens: Token[]): boolean {
  const previous = tokens.at(-1);
  if (previous?.kind === 'symbol') return ![')', ']', '*'].includes(previous.text);
  if (previous?.kind !== 'word' || previous.quoted) return previous?.kind === 'word' && isParse(tokens.at(-2));
  return BEFORE_VALUE.has(previous.text.toLowerCase()) || isParse(tokens.at(-2));
}

const isParse = (token: Token | undefined) => token?.kind === 'word' && token.text.toLowerCase() === 'parse';

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** `--` and `//` where a line begins, and `-- words` behind what is complete. */
function isOtherComment(query: string, at: number): boolean {
  if (!/[-/]/.test(query[at] ?? '') || query[at + 1] !== query[at]) return false;
  return isLineBegin(query, at) || (/^--\s+\S/.test(query.slice(at)) && /\s/.test(query[at - 1] ?? ''));
}

const isLineBegin = (query: string, at: number) => query.slice(query.lastIndexOf('\n', at) + 1, at).trim() === '';

function endOfLine(query: string, at: number): number {
  const end = query.indexOf('\n', at);
  return end < 0 ? query.length : end;
}

/** Nothing stands between the bracket and what follows. */
function isBehindCall(tokens: Token[], at: number): boolean {
  const previous = tokens.at(-1);
  return previous?.kind === 'symbol' && previous.text === ')' && previous.end === at;
}

/** `.name` and `[index]` behind a call, as often as they come. */
function readMember(query: string, start: number): { segments: string[]; end: number } {
  const index = match(/(?:\[\d+\])+/y, query, start) ?? '';
  const first = index === '' ? [] : index.slice(1, -1).split('][');
  const at = start + index.length;
  if (query[at] !== '.' || !/[\w@`]/.test(query[at + 1] ?? '')) return { segments: limited(first, query, start), end: at };
  const { segments, end } = readName(query, at + 1);
  return { segments: limited([...first, ...segments], query, start), end };
}

/** No field is found deeper. */
const MOST_SEGMENTS = 100;

/** @throws QueryError for a name with too many parts, which took the square of their number to read. */
function limited(segments: string[], query: string, start: number): string[] {
  if (segments.length > MOST_SEGMENTS) throw new QueryError(`a name has at most ${MOST_SEGMENTS} parts`, query, start);
  return segments;
}

/** A name: segments of letters, digits, `_` and `@`, or in backticks, joined by dots or followed by `[index]`. */
function readName(query: string, start: number): { segments: string[]; quoted: boolean; end: number } {
  const segments: string[] = [];
  let quoted = false;
  let at = start;
  for (;;) {
    if (query[at] === '`') {
      const close = query.indexOf('`', at + 1);
      if (close < 0) throw new QueryError('the name in backticks is never closed', query, at);
      if (close === at + 1) throw new QueryError('a name in backticks cannot be empty', query, at, { length: 2 });
      segments.push(query.slice(at + 1, close));
      quoted = true;
      at = close + 1;
    } else {
      const segment = match(SEGMENT, query, at) as string;
      segments.push(segment);
      at += segment.length;
    }
    // `in[1]` is the operator and a list, not a name with an index.
    const index = /^in$/i.test(query.slice(start, at)) ? undefined : match(/(?:\[\d+\])+/y, query, at);
    if (index) {
      for (const place of index.slice(1, -1).split('][')) segments.push(place);
      at += index.length;
    }
    limited(segments, query, start);
    if (query[at] !== '.' || !/[\w@`]/.test(query[at + 1] ?? '')) return { segments, quoted, end: at };
    at++;
  }
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

/**
 * Reads `/…/`; a slash inside brackets or behind a backslash does not end it. It may go on in the next line, as in
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-examples.html, up to one that begins with a bar.
 */
function readRegex(query: string, at: number): [string, number] {
  let inBrackets = false;
  for (let i = at + 1; i < query.length && !(query[i] === '\n' && /^\s*\|/.test(query.slice(i))); i++) {
    const char = query[i];
    if (char === '\\') i++;
    else if (char === '[') inBrackets = true;
    else if (char === ']') inBrackets = false;
    else if (char === '/' && !inBrackets) return [query.slice(at + 1, i), i + 1];
  }
  throw new QueryError('the regular expression is never closed', query, at);
}
