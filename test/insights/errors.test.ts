import { describe, expect, test } from 'vitest';
import { parseQuery, QueryError, runQuery, TimeLimitError } from '../../insights/index.ts';
import { caseOf } from '../support/corpus.ts';
import { events } from './support.ts';

const run = (query: string) => runQuery(query, events('x'));

describe('a wrong query says what is wrong, where, and what to write', () => {
  test.each([
    [
      caseOf('insights-00').input.match(/query: (.*); events/)?.[1] ?? '',
      /expected a command but found 'frobnicate'.*\(line 1, column 50\)/,
    ],
    [caseOf('insights-01').input, /found 'count'; did you mean stats count\(\*\)\? \(line 1, column 28\)/],
    ['fliter @message like /x/', /found 'fliter'; did you mean filter\?/],
    ['fields a | sotr a', /did you mean sort\?/],
    ['stats conut(*)', /there is no function conut; did you mean count\?/],
    ['filter strcontain(a, "b")', /did you mean strcontains\?/],
    ['stats count(*) by bin(5mn)', /bin takes a period such as 30s, 5m or 1h/],
    ['stats count(*) by bin(5mins) vy x', /expected '\|' or the end of the query but found 'vy'/],
    ['stats count(*) ny a', /'ny'/],
    ['filter a lik "x"', /expected '\|' or the end of the query but found 'lik'; did you mean like\?/],
    ['filter a not lke "x"', /expected 'like' or 'in' but found 'lke'; did you mean like\?/],
    ['parse "a*" sa x', /expected 'as' but found 'sa'/],
    ['pattern @message | diff previousDya', /did you mean previousDay\?/],
    ['fields count(*)', /count\(…\) needs the command stats; as in: stats count\(\*\) \(line 1, column 8\)/],
    ['filter x === 1', /there is no operator ===; equality is a single =/],
    ['stats percentile(x, 101)', /percentile takes a number from 0 to 100/],
    ['filter x <> 1', /there is no operator <>; write != \(line 1, column 10\)/],
    ['fields a\n -- a comment', /there is no such comment; a comment begins with # \(line 2, column 2\)/],
    ['// a comment\nfields a', /there is no such comment; a comment begins with #/],
    ['fields case when a then 1 end', /but found 'when'; write if\(condition, value, other\)/],
    ['filter a between 1 and 2', /but found 'between'; write x >= 1 and x <= 9/],
    ['stats count(*) as n by a having n > 1', /but found 'having'; write \| filter behind it/],
    ['stats count(*) as "all of them"', /expected a name without quotes, or in backticks but found '"all of them"'/],
    ['fields jsonParse(a) .b', /unexpected character "\." \(line 1, column 21\)/],
    ['filter a = 1 && b = 2', /there is no operator &&; write and/],
    ['filter @message like', /expected a pattern in quotes or slashes but found the end of the query/],
    ['filter like "x"', /found '"x"'/],
    ['filter nofunction(x)', /there is no function nofunction/],
    ['filter strlen(a, b)', /strlen takes 1 argument, not 2/],
    ['filter concat()', /concat takes at least 1 argument, not 0/],
    ['filter substr(a)', /substr takes 2 to 3 arguments, not 1/],
    ['filter abs(*)', /abs does not take \*/],
    ['fields "abc', /the string is never closed \(line 1, column 8\)/],
    ['fields `abc', /the name in backticks is never closed/],
    ['fields ``', /a name in backticks cannot be empty/],
    ['filter @message like /abc', /the regular expression is never closed/],
    ['filter @message like /(/', /the regular expression is not valid: Unterminated group/],
    ['filter @message like /a(?=b)/', /have no look-around \(line 1, column 24\)/],
    ['filter @message like /(a)\\1/', /have no back-references/],
    ['filter @message = /x/', /a regular expression stands behind like or =~ only/],
    ['parse @message /nothing/', /parse needs at least one named group/],
    ['parse @message /(a)(b)/ as x', /has 2 groups but 1 name follows "as"/],
    ['parse @message "a" as x', /has 0 wildcards but 1 name follows "as"; give one name for each \*/],
    ['parse @message xml as x', /parse xml is not supported here/],
    ['limit 0', /expected a whole number from 1 to 100000/],
    ['limit 100001', /expected a whole number from 1 to 100000 but found '100001'/],
    ['limit 1.5', /expected a whole number/],
    ['fields a\n| sort b c', /\(line 2, column 10\)/],
    ['fields 5x5', /5x5 is neither a number nor a period/],
    ['fields 1e999', /1e999 is neither a number nor a period/],
    ['fields 5m', /a period such as 5m is for bin/],
    ['fields §', /unexpected character "§"/],
    ['parse "* *" as a, a', /the name a is given a second time \(line 1, column 19\)/],
    ['parse /(?<x>a) (?<x>b)/', /the name x is given a second time \(line 1, column 19\)/],
    ['parse "a*" as v | parse "b*" as v', /the name v is given a second time; choose another/],
    ['filter a in []', /expected a value but found '\]'/],
    ['fields a,', /expected a value but found the end of the query/],
    ['fields (a', /expected '\)' but found the end of the query/],
    ['dedup a | sort b', /only limit may follow dedup/],
    ['dedup a | limit 1 | fields a', /only limit may follow dedup/],
    ['filter a = 1 | diff', /diff compares patterns: it stands behind pattern/],
    ['sort a | stats count(*) by b | stats count(*)', /sort and limit must stand after the last stats/],
    [Array(11).fill('stats count(*)').join(' | '), /at most 10 stats commands/],
    ['', /the query is empty; such as: fields/],
    ['fields a |', /expected a command but found the end of the query/],
    ['__proto__', /expected a command but found '__proto__'/],
    ['fields constructor(a)', /there is no function constructor/],
    ['"text"', /expected a command but found '"text"'/],
    [`filter ${'('.repeat(500)}1${')'.repeat(500)}`, /nested too deeply/],
    [`filter ${'not '.repeat(5000)}1`, /nested too deeply/],
    ['fields regexReplace(a, b, "c")', /takes its pattern and replacement in quotes/],
    ['fields a | source "g"', /SOURCE stands at the begin of a query/],
    ['source logGroups(tags: ["1"])', /only namePrefix can be asked for here, not tags/],
    [
      "source dataSource(['amazon_vpc.flow'])",
      /SOURCE dataSource\(…\) is not supported here: files are known by their names alone/,
    ],
    ["source logGroupTags([{key: 'team', values: ['a']}])", /SOURCE logGroupTags\(…\) is not supported here/],
    ['source 5', /expected 'logGroups' or a name in quotes but found '5'/],
    ['unnest a', /expected 'into' but found the end of the query/],
  ])('%s', (query, message) => {
    expect(() => run(query)).toThrow(QueryError);
    expect(() => run(query)).toThrow(message);
  });
});

test.each([
  ['anomaly', "its models are the service's own"],
  ['relevantfields', 'no page of AWS says how its score is computed'],
  ['logcompare', 'no page of AWS says which columns it gives'],
])('%s is refused by its name', (command, why) => {
  const message = `the command ${command} is not supported here: ${why} (line 1, column 12)`;
  expect(() => run(`fields a | ${command} x`)).toThrow(message);
});

test('a command is refused by its name before its own syntax is read ', () => {
  const message = 'the command anomaly is not supported here';
  expect(() => run('fields a # all | of them\n| anomaly left=a.{id} b')).toThrow(message);
  expect(() => run('fields a | filter b = § | anomaly x')).toThrow('unexpected character "§"');
});

test.each([
  ['rate(a, 5)', /rate takes a period such as 1m/],
  ['rate(a, 1mo)', /rate takes a period such as 1m/],
  ['histogram(a, 0)', /histogram takes a whole number from 1 to 1000/],
  ['count(*) by a offset 1h', /offset moves the bins of by bin\(…\), and there is none/],
  ['count(*) by bin(5m) offset 1mo', /offset takes a time such as 1h or 7d/],
  ['count(*) by bin(5m) offset x', /expected a time such as 30m but found 'x'/],
])('stats %s is refused', (call, message) => expect(() => run(`stats ${call}`)).toThrow(message));

test('the picture marks the place, also behind wide characters', () => {
  const error = (query: string) => {
    try {
      parseQuery(query);
    } catch (e) {
      return (e as QueryError).picture;
    }
    return 'no error';
  };
  expect(error('fields @timestamp\n| filter "🔥" = lvel and and x')).toBe(
    [
      "expected a value but found 'and' (line 2, column 26)",
      '  2 | | filter "🔥" = lvel and and x',
      '    |                          ^^^',
    ]
      .join('\n')
      .replace(
        "expected a value but found 'and' (line 2, column 26)",
        "expected '|' or the end of the query but found 'x' (line 2, column 30)",
      )
      .replace('    |                          ^^^', '    |                              ^'),
  );
  expect(error('fields a | fliter b')).toBe(
    "expected a command but found 'fliter' (line 1, column 12)\n  1 | fields a | fliter b\n    |            ^^^^^^\n  did you mean filter?",
  );
});

test('a hostile regular expression is stopped', () => {
  const evil = `${'a'.repeat(60)}!`;
  const started = performance.now();
  expect(() => runQuery('filter @message like /(a+)+$/', events(evil), undefined, { timeLimitMs: 200 })).toThrow(TimeLimitError);
  // It would take longer than the universe is old.
  expect(performance.now() - started).toBeLessThan(20_000);
});
