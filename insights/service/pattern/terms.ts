import { invalid } from '../errors.ts';
import { type Uses, unescaped } from './condition.ts';
import { Cursor } from './cursor.ts';
import { expressionOf } from './expression.ts';
import type { Test } from './logic.ts';

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))(?=\s|$)/y;
/** "Enclose exact phrases and terms that include non-alphanumeric characters in double quotation marks". */
const BARE = /^[\p{L}\p{N}_]+$/u;

/**
 * A pattern of terms: all of them must stand in the message, `-term` must not, `%expression%` is a regular expression, and quotes hold a
 * term together. Where all are `?term`, one of them must; beside others these are ignored.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-unstructured-log-events
 * @throws ServiceError
 */
export function termsPattern(text: string, uses: Uses): Test<string> {
  const cursor = new Cursor(text);
  const tests: Record<'' | '?' | '-', Test<string>[]> = { '': [], '?': [], '-': [] };
  for (cursor.space(); !cursor.isAtEnd; cursor.space()) {
    const [, sign = '', quoted, expression, bare] = cursor.take(TERM) ?? [];
    if (quoted === undefined && expression === undefined && bare === undefined)
      throw cursor.missing('a term, "a phrase" or %an expression% that ends');
    tests[sign as '' | '?' | '-'].push(termTest(quoted, expression, bare, uses));
  }
  const [all, none, any] = [tests[''], tests['-'], tests['?']];
  if (all.length === 0 && none.length === 0 && any.length > 0) return (message) => any.some((test) => test(message));
  return (message) => all.every((test) => test(message)) && !none.some((test) => test(message));
}

function termTest(
  quoted: string | undefined,
  expression: string | undefined,
  bare: string | undefined,
  uses: Uses,
): Test<string> {
  if (expression !== undefined) {
    const regex = expressionOf(expression);
    uses.expressions++;
    return (message) => regex.test(message);
  }
  if (bare !== undefined && !BARE.test(bare))
    throw invalid(`Invalid character(s) in term '${bare}': write what is not letters, digits and _ in double quotes`);
  const term = quoted === undefined ? (bare as string) : unescaped(quoted);
  // The page: `" "` matches everything.
  return quoted !== undefined && term.trim() === '' ? () => true : (message) => message.includes(term);
}
