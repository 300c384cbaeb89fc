import { arityOf, FUNCTION_NAMES } from '../functions/index.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import { QueryError } from './errors.ts';
import type { Token } from './lexer.ts';
import { didYouMean } from './suggest.ts';
import type { TokenStream } from './tokens.ts';

/** From the loosest to the tightest. No document gives the order of `and` and `or`; ours is the usual one. */
const OR = 0;
const AND = 1;
const NOT = 2;
const COMPARE = 3;
const ADD = 4;
const MULTIPLY = 5;
const NEGATE = 6;
const POWER = 7;

const OPERATORS: Record<number, BinaryOperator[]> = {
  [OR]: ['or'],
  [AND]: ['and'],
  [COMPARE]: ['=', '!=', '<=', '>=', '<', '>'],
  [ADD]: ['+', '-'],
  [MULTIPLY]: ['*', '/', '%'],
};

/** Brackets, signs and nots inside one another; more is no query but an attack on the stack. */
const DEEPEST = 100;
/** Operators of one kind in a row, each of which stands in the next. */
const LONGEST_CHAIN = 1000;

/**
 * Parses one expression, such as `status >= 500 and @message like /x/`.
 * @throws QueryError when there is none.
 */
export function parseExpression(tokens: TokenStream): Expression {
  return level(tokens, OR, 0);
}

function level(tokens: TokenStream, at: number, depth: number): Expression {
  const { at: start } = tokens.peek();
  if (depth > DEEPEST) throw new QueryError('the expression is nested too deeply', tokens.query, start);
  if (at === NOT) {
    if (tokens.acceptWord('not') || tokens.accept('!')) return { kind: 'not', operand: level(tokens, NOT, depth + 1), at: start };
    return level(tokens, COMPARE, depth);
  }
  if (at === NEGATE) {
    if (tokens.accept('-')) return { kind: 'negate', operand: level(tokens, NEGATE, depth + 1), at: start };
    return level(tokens, POWER, depth);
  }
  if (at === POWER) {
    const left = primary(tokens, depth);
    if (!tokens.accept('^')) return left;
    return { kind: 'binary', operator: '^', left, right: level(tokens, NEGATE, depth + 1), at: start };
  }
  let left = level(tokens, at + 1, depth);
  for (let links = 0; ; links++) {
    if (links > LONGEST_CHAIN)
      throw new QueryError(`more than ${LONGEST_CHAIN} operators stand in a row`, tokens.query, tokens.peek().at, {
        hint: 'many values stand in a list: field in ["a", "b"]',
      });
    const matched = at === COMPARE ? membership(tokens, left, depth) : undefined;
    const operator = matched ? undefined : operatorAt(tokens, at);
    if (matched) left = matched;
    else if (operator) left = { kind: 'binary', operator, left, right: level(tokens, at + 1, depth), at: start };
    else return left;
  }
}

/** Equality may be `==`, as in https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html (LogLevel == "ERR"). */
function operatorAt(tokens: TokenStream, at: number): BinaryOperator | undefined {
  if (at === COMPARE && tokens.accept('==')) return '=';
  return OPERATORS[at]?.find((o) => (/[a-z]/.test(o) ? tokens.acceptWord(o) : tokens.accept(o)));
}

/** `like`, `not like`, `=~`, `in […]` and `not in […]`. */
function membership(tokens: TokenStream, left: Expression, depth: number): Expression | undefined {
  const { at } = tokens.peek();
  const negated = tokens.acceptWord('not');
  const operator = tokens.acceptWord('like') ? 'like' : tokens.accept('=~') ? '=~' : undefined;
  if (operator) return { kind: 'like', operator, left, pattern: pattern(tokens), negated, at };
  if (tokens.acceptWord('in')) {
    if (tokens.isSymbol('(') && !isList(tokens)) return { kind: 'inQuery', left, query: tokens.subquery(), negated, at };
    tokens.expect('[');
    const values = tokens.list(() => level(tokens, ADD, depth + 1));
    tokens.expect(']');
    return { kind: 'in', left, values, negated, at };
  }
  if (negated) throw tokens.unexpected(tokens.peek(), "'like' or 'in'", ['like', 'in']);
  return undefined;
}

/** People who know SQL write a list in round brackets. */
function isList(tokens: TokenStream): boolean {
  const { kind } = tokens.peek(1);
  if (kind !== 'string' && kind !== 'number') return false;
  throw new QueryError('a list stands in square brackets', tokens.query, tokens.peek().at, {
    hint: 'write a list: in ["a", "b"]',
  });
}

function pattern(tokens: TokenStream): Expression {
  const token = tokens.next();
  if (token.kind === 'regex') return { kind: 'regex', source: token.text, at: token.at };
  if (token.kind === 'string') return { kind: 'literal', value: token.text, at: token.at };
  throw tokens.unexpected(token, 'a pattern in quotes or slashes');
}

function primary(tokens: TokenStream, depth: number): Expression {
  const token = tokens.next();
  const { at } = token;
  if (token.kind === 'symbol' && token.text === '(') {
    const inner = level(tokens, OR, depth + 1);
    tokens.expect(')');
    return inner;
  }
  if (token.kind === 'string') return { kind: 'literal', value: token.text, at };
  if (token.kind === 'regex') {
    throw new QueryError('a regular expression stands behind like or =~ only', tokens.query, at, { length: token.end - at });
  }
  if (token.kind === 'number') return number(token, tokens.query);
  if (token.kind !== 'word') throw tokens.unexpected(token, 'a value');
  if (!token.quoted && tokens.isSymbol('(')) {
    const of = call(tokens, token, depth);
    // jsonParse(@message).user.name: …/CWL_AnalyzeLogData-discoverable-fields.html
    return tokens.peek().kind === 'member' ? { kind: 'member', of, segments: tokens.next().segments, at } : of;
  }
  if (!token.quoted && /^(true|false)$/i.test(token.text)) {
    return { kind: 'literal', value: token.text.toLowerCase() === 'true' ? 1 : 0, at };
  }
  return { kind: 'field', segments: token.segments, at };
}

/** A number, or a period such as 5m. */
function number({ text, at, end }: Token, query: string): Expression {
  const value = Number(text);
  // An id that a double does not hold stays its digits.
  if (/^\d+$/.test(text) && !Number.isSafeInteger(value)) return { kind: 'literal', value: text, at };
  if (Number.isFinite(value)) return { kind: 'literal', value, at };
  const [, count, unit] = /^(\d+)([A-Za-z]+)$/.exec(text) ?? [];
  if (!count || !unit)
    throw new QueryError(`${text} is neither a number nor a period such as 5m`, query, at, { length: end - at });
  return { kind: 'period', count: Number(count), unit, at };
}

/** Functions of other query languages. */
const OTHER_FUNCTIONS: Record<string, string> = {
  ago: 'the time is chosen beside the query, by --last 3h or the time range',
  median: 'write pct(…, 50)',
  p50: 'write pct(…, 50)',
  p90: 'write pct(…, 90)',
  p95: 'write pct(…, 95)',
  p99: 'write pct(…, 99)',
  percentiles: 'write pct(…, 95), one for each',
  mean: 'write avg(…)',
  average: 'write avg(…)',
  distinct: 'write count_distinct(…)',
  dcount: 'write count_distinct(…)',
  uniq: 'write count_distinct(…)',
  length: 'write strlen(…)',
  len: 'write strlen(…)',
  lower: 'write tolower(…)',
  upper: 'write toupper(…)',
  substring: 'write substr(…, start, length)',
  count_if: 'write sum(condition)',
  countif: 'write sum(condition)',
  sum_if: 'write sum(if(condition, value, 0))',
  sumif: 'write sum(if(condition, value, 0))',
  ifnull: 'write coalesce(…)',
  nvl: 'write coalesce(…)',
  exists: 'write ispresent(…)',
  contains: 'write strcontains(…), or like "…"',
  first: 'write earliest(…)',
  last: 'write latest(…)',
  offset: 'write it behind by: stats count(*) by bin(5m) offset 1h',
};

function call(tokens: TokenStream, token: Token, depth: number): Expression {
  const { text: name, at, end } = token;
  tokens.expect('(');
  const star = tokens.peek();
  const args: Expression[] = [];
  if (tokens.isSymbol('*')) {
    tokens.next();
    args.push({ kind: 'star', at: star.at });
  } else if (!tokens.isSymbol(')')) args.push(...tokens.list(() => level(tokens, OR, depth + 1)));
  tokens.expect(')');
  const length = end - at;
  const arity = arityOf(name);
  if (!arity) {
    const hint =
      (Object.hasOwn(OTHER_FUNCTIONS, name.toLowerCase()) ? OTHER_FUNCTIONS[name.toLowerCase()] : undefined) ??
      didYouMean(name, FUNCTION_NAMES);
    throw new QueryError(`there is no function ${name}`, tokens.query, at, { length, ...(hint && { hint }) });
  }
  if (args.some((a) => a.kind === 'star') && !arity.star) {
    throw new QueryError(`${name} does not take *`, tokens.query, star.at);
  }
  if (args.length < arity.least || args.length > arity.most) {
    const wanted =
      arity.least === arity.most
        ? `${arity.least}`
        : arity.most === Infinity
          ? `at least ${arity.least}`
          : `${arity.least} to ${arity.most}`;
    throw new QueryError(
      `${name} takes ${wanted} argument${/\b1$/.test(wanted) ? '' : 's'}, not ${args.length}`,
      tokens.query,
      at,
      { length, ...(/^bin$/i.test(name) && args.length === 2 && { hint: 'write datefloor(field, 5m)' }) },
    );
  }
  return { kind: 'call', name, args, at };
}
