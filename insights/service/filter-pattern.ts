import { invalid } from './errors.ts';

/** Tells of a message whether a filter pattern matches it. */
export interface FilterPattern {
  matches(message: string): boolean;
  /** False when only texts are looked for, which no message can make slow. */
  hasRegex: boolean;
}

/**
 * A filter pattern of terms: all of them must stand in the message, `?term` is one of several, `-term` must not, and
 * `%expression%` is a regular expression; quotes hold a term together.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws ServiceError for a pattern of another kind, and for an expression that is not valid.
 */
export function filterPattern(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (/^[{[]/.test(text)) throw invalid('filter patterns for JSON and for columns are not served here');
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/g)].map(
    ([, sign, quoted, regex, bare]) => ({
      sign,
      regex,
      test: termTest(quoted?.replace(/\\(.)/g, '$1') ?? bare, regex),
    }),
  );
  const any = terms.filter(({ sign }) => sign === '?');
  const all = terms.filter(({ sign }) => sign === '');
  const none = terms.filter(({ sign }) => sign === '-');
  return {
    hasRegex: terms.some(({ regex }) => regex !== undefined),
    matches: (message) =>
      all.every(({ test }) => test(message)) &&
      !none.some(({ test }) => test(message)) &&
      (any.length === 0 || all.length > 0 || any.some(({ test }) => test(message))),
  };
}

function termTest(literal: string | undefined, regex: string | undefined): (message: string) => boolean {
  if (literal !== undefined) return (message) => message.includes(literal);
  try {
    const expression = new RegExp(regex ?? '');
    return (message) => expression.test(message);
  } catch {
    throw invalid(`the regular expression %${regex}% is not valid`);
  }
}
