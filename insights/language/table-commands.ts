import type { Duration, Fill, TableCommand } from './ast.ts';
import { parseExpression } from './expressions.ts';
import { fieldName } from './field-name.ts';
import type { Token } from './lexer.ts';
import type { TokenStream } from './tokens.ts';

type TableParser = (tokens: TokenStream, at: number) => TableCommand;

/** The commands that look at all rows, each on its page: `…/CWL_QuerySyntax-Addtotals.html` and so on. */
export const TABLE_COMMANDS: Record<TableCommand['kind'], TableParser> = {
  addtotals(tokens, at) {
    const given = options(tokens, { fieldname: name, row: truth, col: truth });
    const { fieldname = 'Total', row = true, col: column = false } = given;
    return { kind: 'addtotals', name: fieldname, row, column, fields: isEnd(tokens) ? [] : fieldsOf(tokens), at };
  },
  fillmissing(tokens, at) {
    return { kind: 'fillmissing', fills: tokens.acceptWord('with') ? tokens.list(() => fill(tokens)) : [], at };
  },
  accum: (tokens, at) => ({ kind: 'accum', field: fieldName(tokens), name: tokens.alias(), at }),
  filldown(tokens, at) {
    const fields = [];
    while (!isEnd(tokens)) {
      fields.push(wildcard(tokens) ?? fieldName(tokens));
      tokens.accept(',');
    }
    return { kind: 'filldown', fields, at };
  },
  autoregress(tokens, at) {
    const field = fieldName(tokens);
    const alias = tokens.alias();
    const { p = { from: 1, to: 1 } } = options(tokens, { p: lags });
    return { kind: 'autoregress', field, name: alias, ...p, at };
  },
  sessionize(tokens, at) {
    const fields = tokens.list(() => fieldName(tokens));
    const span = tokens.acceptWord('maxspan') ? duration(tokens) : { count: 30, unit: 'm' };
    return { kind: 'sessionize', fields, span, name: tokens.alias() ?? 'session_id', at };
  },
  appendcols(tokens, at) {
    const { override = false, max: most = USUALLY_APPENDED } = options(tokens, { override: truth, max: mostRows });
    return { kind: 'appendcols', override, most, query: tokens.subquery(), at };
  },
  outlier(tokens, at) {
    const given = options(tokens, { action, param: number, uselower: truth, mark: truth });
    const { action: remove = false, param: factor = 2.5, uselower: lower = false, mark = false } = given;
    return { kind: 'outlier', remove, factor, lower, mark, fields: fieldsOf(tokens), at };
  },
};

/** The page's own bounds: …/CWL_QuerySyntax-Appendcols.html */
const MOST_APPENDED = 100_000;
const USUALLY_APPENDED = 10_000;

function mostRows(tokens: TokenStream): number {
  const token = tokens.peek();
  const value = number(tokens);
  if (!Number.isInteger(value) || value < 1 || value > MOST_APPENDED)
    throw tokens.unexpected(token, `a whole number from 1 to ${MOST_APPENDED}`);
  return value;
}

/** True where a command ends. */
export const isEnd = (tokens: TokenStream) => tokens.peek().kind === 'end' || tokens.isSymbol('|') || tokens.isSymbol(')');

/** One field or more; the pages put commas between them in some commands and none in others, and here both will do. */
function fieldsOf(tokens: TokenStream) {
  const fields = [fieldName(tokens)];
  while (tokens.accept(',') || !isEnd(tokens)) fields.push(fieldName(tokens));
  return fields;
}

/** Reads `name=value` in any order, as long as they come. */
export function options<T extends Record<string, unknown>>(
  tokens: TokenStream,
  readers: { [Name in keyof T]: (tokens: TokenStream) => T[Name] },
): Partial<T> {
  const found: Partial<T> = {};
  for (;;) {
    const word = tokens.peek();
    const equals = tokens.peek(1);
    if (word.kind !== 'word' || equals.kind !== 'symbol' || equals.text !== '=') return found;
    const key = word.text.toLowerCase() as keyof T & string;
    if (!Object.hasOwn(readers, key))
      throw tokens.unexpected(word, `one of ${Object.keys(readers).join(', ')}`, Object.keys(readers));
    tokens.next();
    tokens.next();
    found[key] = readers[key](tokens);
  }
}

const name = (tokens: TokenStream): string => tokens.name();

function truth(tokens: TokenStream): boolean {
  if (tokens.acceptWord('true')) return true;
  tokens.expectWord('false');
  return false;
}

/** True of remove. */
function action(tokens: TokenStream): boolean {
  if (tokens.acceptWord('remove')) return true;
  tokens.expectWord('transform');
  return false;
}

function number(tokens: TokenStream): number {
  const token = tokens.next();
  const value = Number(token.text);
  if (token.kind !== 'number' || !Number.isFinite(value)) throw tokens.unexpected(token, 'a number');
  return value;
}

/** More than these would be a column each. */
const MOST_LAGS = 100;

function lags(tokens: TokenStream): { from: number; to: number } {
  const whole = () => {
    const token = tokens.peek();
    const value = number(tokens);
    if (!Number.isInteger(value) || value < 1 || value > MOST_LAGS)
      throw tokens.unexpected(token, `a whole number from 1 to ${MOST_LAGS}`);
    return value;
  };
  const from = whole();
  if (!tokens.accept('-')) return { from, to: from };
  const token = tokens.peek();
  const to = whole();
  if (to < from) throw tokens.unexpected(token, `a number that is not below ${from}`);
  return { from, to };
}

/** A length of time such as 90m. */
export function duration(tokens: TokenStream): Duration {
  const token = tokens.next();
  const [, count, unit] = /^(\d+)([A-Za-z]+)$/.exec(token.text) ?? [];
  if (token.kind !== 'number' || !count || !unit) throw tokens.unexpected(token, 'a time such as 30m');
  return { count: Number(count), unit };
}

function fill(tokens: TokenStream): Fill {
  const isNegative = tokens.accept('-');
  const token = tokens.peek();
  const value = token.kind === 'string' && !isNegative ? tokens.next().text : number(tokens) * (isNegative ? -1 : 1);
  tokens.expectWord('for');
  return { value, column: parseExpression(tokens) };
}

/** A name with stars, written in one piece; undefined where a plain name stands. */
function wildcard(tokens: TokenStream) {
  const isPiece = (t: Token) => (t.kind === 'word' && !t.quoted) || (t.kind === 'symbol' && t.text === '*');
  const first = tokens.peek();
  const pieces: Token[] = [];
  for (let t = first; isPiece(t) && (pieces.at(-1)?.end ?? t.at) === t.at; t = tokens.peek(pieces.length)) pieces.push(t);
  if (!pieces.some((t) => t.text === '*')) return undefined;
  for (const _ of pieces) tokens.next();
  return { kind: 'wildcard' as const, pattern: pieces.map((t) => t.text).join(''), at: first.at };
}
