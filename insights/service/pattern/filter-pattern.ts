import { invalid } from '../errors.ts';
import { columnPattern } from './column-pattern.ts';
import type { Uses } from './condition.ts';
import { Cursor } from './cursor.ts';
import { jsonPattern } from './json-pattern.ts';
import type { Test } from './logic.ts';
import { termsPattern } from './terms.ts';

/** Tells of a message whether a filter pattern matches it. */
export interface FilterPattern {
  matches(message: string): boolean;
  /** False when there is nothing that a message can make slow. */
  hasRegex: boolean;
}

/** API_FilterLogEvents.html */
const LONGEST = 1024;
const MOST_EXPRESSIONS = 2;
const MOST_WILDCARDS = 3;

/**
 * A filter pattern: of terms, in braces of JSON, in brackets of fields with spaces between. The empty one matches all.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws ServiceError for one that is not valid.
 */
export function filterPattern(pattern: string): FilterPattern {
  if (pattern.length > LONGEST) throw invalid(`the filter pattern is longer than ${LONGEST} characters`);
  const uses: Uses = { expressions: 0, wildcards: 0 };
  const matches = read(pattern.trim(), uses);
  if (uses.expressions > MOST_EXPRESSIONS)
    throw invalid(`the filter pattern has more than ${MOST_EXPRESSIONS} regular expressions`);
  if (uses.wildcards > MOST_WILDCARDS) throw invalid(`the filter pattern has more than ${MOST_WILDCARDS} selectors with *`);
  return { matches, hasRegex: uses.expressions > 0 };
}

function read(text: string, uses: Uses): Test<string> {
  if (!/^[{[]/.test(text)) return termsPattern(text, uses);
  const cursor = new Cursor(text);
  const matches = text.startsWith('{') ? jsonPattern(cursor, uses) : columnPattern(cursor, uses);
  if (!cursor.isAtEnd) throw cursor.missing('the end of the pattern');
  return matches;
}
