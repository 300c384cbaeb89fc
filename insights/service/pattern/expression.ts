import { invalid } from '../errors.ts';

/** Letters, digits, symbols and operators as the page lists them; \ stands before any of them. A space is in the page's examples. */
const ALLOWED = /^[\w:#=@/;,\-^$?[\]{}|\\*+. ]*$/;
/** Behind \ : a class, a character by its two hexadecimal digits, or a sign of ASCII as it is. */
const ESCAPE = /\\(?:[dDsSwW]|x[0-9A-Fa-f]{2}|[ -/:-@[-`{-~])/g;

/**
 * The regular expression between two percent signs.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 * @throws ServiceError for what the page does not list, such as parentheses.
 */
export function expressionOf(text: string): RegExp {
  const refused = (why: string) => invalid(`the regular expression %${text}% is not valid: ${why}`);
  if (text === '') throw refused('it is empty');
  const wrong = [...text.replace(ESCAPE, '')].find((sign) => !ALLOWED.test(sign));
  if (wrong === '(' || wrong === ')') throw refused('parentheses are not supported; \\x28 and \\x29 stand for them');
  if (wrong !== undefined) throw refused(`"${wrong}" is not supported; a character of ASCII can be written as \\xhh`);
  if (text.replace(ESCAPE, '').includes('\\')) throw refused('there is no such escape');
  // The least number of times may be left out.
  const counted = text.replaceAll(/(?<!\\)\{\s*,/g, '{0,');
  const plain = counted.replace(
    /\\([^A-Za-z0-9])/g,
    (_, sign: string) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  // By code points, so that . is a whole character; where a brace counts nothing JavaScript reads it without.
  const regex = compiled(plain, 'su') ?? compiled(plain, 's');
  if (!regex) throw refused('an operator stands where it cannot');
  return regex;
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
