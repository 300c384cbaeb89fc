import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../insights/index.ts';
import { requirementOf } from '../../insights/plan/requirement.ts';

const of = (query: string) => {
  const found = requirementOf(parseQuery(query).commands, query);
  return found?.kind === 'texts'
    ? found.texts.map(({ text, ignoreCase }) => (ignoreCase ? `${text} (any case)` : text))
    : found?.kind === 'number'
      ? { [found.key]: [found.least, found.most] }
      : found?.source;
};

describe('what a message must contain to reach the result', () => {
  test.each([
    ['filter @message like " - ERROR - "', [' - ERROR - ']],
    ['filter @message like "a" and @message like "longer"', ['longer']],
    ['filter @message like "one" or @message like "two"', ['one', 'two']],
    ['filter @message like "one" or level = 2', undefined],
    ['filter not @message like "one"', undefined],
    ['filter @message not like "one"', undefined],
    ['filter @message like /took [0-9.]+s \\(x\\)/', ['took ']],
    ['filter @message like /(?i)timed out|unreachable/', ['timed out (any case)', 'unreachable (any case)']],
    ['filter @message like /(?:timeout|refused)/', ['timeout', 'refused']],
    ['filter @message like /(abc)?def/', ['def']],
    ['filter @message like /abcd*/', ['abc']],
    ['filter @message like /abc{0,2}de/', 'abc{0,2}de'],
    ['filter @message like /^abc$/', ['abc']],
    ['filter @message like /[0-9]{3}/', '[0-9]{3}'],
    ['filter @message like /^[0-9]{3}$/', undefined],
    ['parse @message "took *s" as took | filter ispresent(took)', ['took ']],
    ['parse @message "took *s" as took | filter took > 1', ['took ']],
    ['parse @message /took (?<took>\\d+)/ | filter took in [1, 2]', ['took ']],
    ['parse @message "took *s" as took | stats count(*)', undefined],
    ['parse "a*" as x | parse "b*" as x | filter ispresent(x)', undefined],
    ['fields toupper(@message) as @message | filter @message like "ABC"', undefined],
    ['fields @message | filter @message like "abc"', ['abc']],
    ['stats count(*) as n | filter n > 1', undefined],
    ['filter level = "ERROR"', ['ERROR']],
    ['filter "ERROR" = a.level and n > 1', ['ERROR']],
    ['filter level in ["ERROR", "FATAL"]', ['ERROR', 'FATAL']],
    ['filter level in ["ERROR", 7]', undefined],
    ['filter level != "ERROR"', undefined],
    ['filter n = "500"', undefined],
    ['filter n = 500', { n: [500, 500] }],
    ['filter a.status >= 500', { status: [500, Infinity] }],
    ['filter 7 > n', { n: [-Infinity, 7] }],
    ['filter n != 500', undefined],
    ['filter n > 500 or n < 3', undefined],
    ['filter a.0 > 500', undefined],
    ['filter @duration > 500', undefined],
    ['filter bytes > 500', undefined],
    ['filter n > 500 and level = "ERROR"', ['ERROR']],
    ['parse "a*" as n | filter n > 500', ['a']],
    ['filter a = "{}"', undefined],
    ['filter @requestId = "abc"', undefined],
    ['parse "a*" as level | filter level = "ERROR"', ['a']],
    ['json field=@message "x" as m | filter m.level = "ERROR"', undefined],
    ['fields toupper(level) as level | filter level = "ERROR"', undefined],
    ['limit 5 | filter @message like "abc"', undefined],
  ])('%s', (query, expected) => expect(of(query)).toEqual(expected));
});
