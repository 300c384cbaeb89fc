import type { BinaryOperator, Expression } from './ast.ts';
import { QueryError } from './errors.ts';
import { AGGREGATES, FUNCTIONS } from './functions.ts';
import type { TokenStream } from './tokens.ts';

// No document gives the precedence of `and` over `or`; ours is the usual one (docs/insights.md).
const LEVELS: BinaryOperator[][] = [['or'], ['and'], ['=', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%'], ['^']];
const COMPARISON = 2;

/** Parses one expression, such as `status >= 500 and @message like /x/`. */
export function parseExpression(tokens: TokenStream, level = 0): Expression {
  const operators = LEVELS[level];
  if (!operators) return unary(tokens);
  if (level === COMPARISON && tokens.acceptWord('not')) return { kind: 'not', operand: parseExpression(tokens, level) };
  let left = parseExpression(tokens, level + 1);
  for (;;) {
    const matched = level === COMPARISON ? patternMatch(tokens, left) : undefined;
    const operator = operators.find((o) => (/[a-z]/.test(o) ? tokens.acceptWord(o) : tokens.accept(o)));
    if (matched) left = matched;
    else if (operator) left = { kind: 'binary', operator, left, right: parseExpression(tokens, level + 1) };
    else return left;
  }
}

/** `like`, `not like`, `=~`, `in […]` and `not in […]`. */
function patternMatch(tokens: TokenStream, left: Expression): Expression | undefined {
  const negated = tokens.acceptWord('not');
  if (tokens.accept('=~') || tokens.acceptWord('like')) {
    const pattern = primary(tokens);
    if (pattern.kind !== 'regex' && !(pattern.kind === 'literal' && typeof pattern.value === 'string')) {
      throw tokens.unexpected(tokens.peek(), 'a pattern in quotes or slashes');
    }
    return { kind: 'like', left, pattern, negated };
  }
  if (tokens.acceptWord('in')) {
    tokens.expect('[');
    const values = tokens.list(() => parseExpression(tokens));
    tokens.expect(']');
    return { kind: 'in', left, values, negated };
  }
  if (negated) throw tokens.unexpected(tokens.peek(), "'like' or 'in'");
  return undefined;
}

function unary(tokens: TokenStream): Expression {
  return tokens.accept('-') ? { kind: 'negate', operand: unary(tokens) } : primary(tokens);
}

function primary(tokens: TokenStream): Expression {
  if (tokens.accept('(')) {
    const inner = parseExpression(tokens);
    tokens.expect(')');
    return inner;
  }
  const token = tokens.next();
  if (token.kind === 'string') return { kind: 'literal', value: token.text };
  if (token.kind === 'regex') return { kind: 'regex', source: token.text, at: token.at };
  // A number with a unit is an argument of bin, such as 5m; it stays text.
  if (token.kind === 'number') return { kind: 'literal', value: /[A-Za-z]/.test(token.text) ? token.text : Number(token.text) };
  if (token.kind !== 'word') throw tokens.unexpected(token, 'a value');
  if (!token.quoted && tokens.accept('(')) return call(tokens, token.text, token.at);
  return { kind: 'field', name: token.text };
}

function call(tokens: TokenStream, written: string, at: number): Expression {
  const name = written.toLowerCase();
  const everything = name === 'count' && tokens.accept('*');
  const args = everything || tokens.peek().text === ')' ? [] : tokens.list(() => parseExpression(tokens));
  tokens.expect(')');
  const known = FUNCTIONS[name];
  if (!known && !AGGREGATES.includes(name)) {
    throw new QueryError(`there is no function '${written}' here; known: ${Object.keys(FUNCTIONS).join(', ')}`, tokens.query, at);
  }
  if (known && (args.length < known.least || args.length > known.most)) {
    throw new QueryError(`${written} takes ${known.least} to ${known.most} arguments, not ${args.length}`, tokens.query, at);
  }
  return { kind: 'call', name, args, text: tokens.textFrom(at), at };
}
