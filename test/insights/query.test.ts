import { describe, expect, test } from 'vitest';
import { type LogEvent, QueryError, runQuery } from '../../insights/index.ts';
import { caseOf } from '../support/corpus.ts';

const AT = Date.parse('2026-11-25T10:00:00Z');
const events = (...messages: string[]): LogEvent[] => messages.map((message, i) => ({ timestamp: AT + i * 1000, message }));
const rows = (query: string, ...messages: string[]) => runQuery(query, events(...messages)).rows;

// Pages under https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/ stand beside each group.
describe('filter (CWL_QuerySyntax-Filter.html)', () => {
  const kept = (condition: string, ...messages: string[]) =>
    rows(`fields @message | filter ${condition} | sort @timestamp`, ...messages).map((r) => r['@message']);
  test.each([
    ['@message like "a.c"', ['a.c']],
    ['@message like /a.c/', ['a.c', 'abc']],
    ['@message =~ /^a/', ['a.c', 'abc']],
    ['@message like /(?i)ABC/', ['abc']],
    ['@message not like /a/', ['xyz']],
    ['not @message like /a/', ['xyz']],
    ['@message = "abc" or @message = "xyz"', ['abc', 'xyz']],
    ['@message like /a/ and not (@message like /b/)', ['a.c']],
    ['@message in ["abc", "q"]', ['abc']],
    ['@message not in ["abc"]', ['a.c', 'xyz']],
    ['strcontains(@message, "y")', ['xyz']],
    ['strlen(@message) > 2 and ispresent(@message)', ['a.c', 'abc', 'xyz']],
    ['ispresent(missing)', []],
    ['missing > 3', []],
  ])('%s', (condition, expected) => {
    expect(kept(condition, 'a.c', 'abc', 'xyz')).toEqual(expected);
  });
});

describe('parse (CWL_QuerySyntax-Parse.html)', () => {
  test.each([
    ['parse "took *s" as t | display t', [{ t: '0.3' }, {}]],
    ['parse @message "*took *" as a, t | display t', [{ t: '0.3s' }, {}]],
    ['parse @message /took (?<t>[0-9.]+)s/ | display t', [{ t: '0.3' }, {}]],
    ['parse @message /took (?<@t>[0-9.]+)s/ | display @t', [{ '@t': '0.3' }, {}]],
  ])('%s', (query, expected) => {
    expect(rows(`${query.replace(' | display', ' | sort @timestamp | display')}`, 'x took 0.3s', 'nothing')).toEqual(expected);
  });

  test('as many names as wildcards', () => {
    expect(() => rows('parse "a * b *" as x')).toThrow(
      'the pattern has 2 wildcards but 1 name follows "as"; give one name for each * (line 1, column 7)',
    );
  });
});

describe('stats (CWL_QuerySyntax-Stats.html)', () => {
  const four = ['a 1', 'b 2', 'a 3', 'b x'];
  test.each([
    ['stats count(*)', [{ 'count(*)': '4' }]],
    ['stats count(n) as c', [{ c: '3' }]],
    ['stats sum(n) as s, avg(n) as a, min(n) as lo, max(n) as hi', [{ s: '6', a: '2', lo: '1', hi: '3' }]],
    [
      'stats count(*) as c by k | sort k',
      [
        { k: 'a', c: '2' },
        { k: 'b', c: '2' },
      ],
    ],
    ['stats count_distinct(k) as d', [{ d: '2' }]],
    ['stats pct(n, 50) as p', [{ p: '2' }]],
    ['stats latest(n) as l, earliest(n) as e', [{ l: '3', e: '1' }]],
    [
      'stats count(*) as c by bin(2s)',
      [
        { 'bin(2s)': '2026-11-25 10:00:00.000', c: '2' },
        { 'bin(2s)': '2026-11-25 10:00:02.000', c: '2' },
      ],
    ],
    ['stats count(*) as c by bin(300s)', [{ 'bin(300s)': '2026-11-25 10:00:00.000', c: '4' }]],
    ['stats count(*) as c by k | filter c > 5', []],
  ])('%s', (query, expected) => {
    expect(rows(`parse @message /(?<k>\\w) (?<n>\\d+)?/ | ${query}`, ...four)).toEqual(expected);
  });

  test('of no events: count is 0, everything else is missing, and bins have no row', () => {
    expect(rows('stats count(*) as c, sum(x) as s')).toEqual([{ c: '0' }]);
    expect(rows('stats count(*) as c by bin(5m)')).toEqual([]);
  });
});

describe('arithmetic and functions (CWL_QuerySyntax-operations-functions.html)', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['2 ^ 3', '8'],
    ['7 % 4', '3'],
    ['-2 + 5', '3'],
    ['abs(-2)', '2'],
    ['least(3, 1, 2)', '1'],
    ['greatest(3, 1, 2)', '3'],
    ['floor(1.7)', '1'],
    ['ceil(1.2)', '2'],
    ['strlen("🔥a")', '2'],
    ['coalesce(missing, "b")', 'b'],
    ['toMillis(@timestamp)', String(AT)],
    ['"5" = 5', '1'],
    ['1 / 0', undefined],
  ])('%s is %s', (expression, value) => {
    expect(rows(`fields ${expression} as v | display v`, 'x')[0]?.v).toBe(value);
  });
});

describe('sort, limit and order (CWL_QuerySyntax-Sort.html, -Limit.html)', () => {
  test('ascending puts non-numbers before numbers', () => {
    const query = 'parse @message "*" as v | sort v | display v';
    expect(rows(query, '10', '9', 'x').map((r) => r.v)).toEqual(['x', '9', '10']);
  });
  test('without a sort the newest come first', () => {
    expect(rows('fields @message | limit 2', 'a', 'b', 'c').map((r) => r['@message'])).toEqual(['c', 'b']);
    expect(rows('fields @message', 'a', 'b', 'c').map((r) => r['@message'])).toEqual(['c', 'b', 'a']);
  });
});

test('both ends of the window are included', () => {
  const window = { startMs: AT + 1000, endMs: AT + 2000 };
  expect(runQuery('stats count(*) as c', events('a', 'b', 'c', 'd'), window)).toEqual({
    rows: [{ c: '2' }],
    statistics: { recordsScanned: 2, recordsMatched: 2, bytesScanned: 2 },
    warnings: [],
  });
});

test('comments and several lines', () => {
  expect(rows('# a comment\nfields @message # another\n| filter @message = "a # b"', 'a # b')).toHaveLength(1);
});

describe('a wrong query answers like a compiler', () => {
  test.each([
    [caseOf('insights-00').input.match(/query: (.*); events/)?.[1] ?? '', /'frobnicate'.*\(line 1, column 50\)/],
    [caseOf('insights-01').input, /expected a command but found 'count'.*\(line 1, column 28\)/],
    ['fields count(*)', /count\(…\) needs the command stats.*\(line 1, column 8\)/],
    ['filter x ==', /there is no operator ==; equality is a single =/],
    ['filter @message like', /expected a pattern in quotes or slashes but found the end of the query/],
    ['filter nofunction(x)', /there is no function nofunction/],
    ['stats median(x)', /there is no function median/],
    ['filter strlen(a, b)', /strlen takes 1 argument, not 2/],
    ['fields "abc', /the string is never closed \(line 1, column 8\)/],
    ['filter @message like /abc', /the regular expression is never closed/],
    ['filter @message like /(/', /the regular expression is not valid/],
    ['stats count(*) by bin(5x)', /bin takes a period such as 30s, 5m or 1h/],
    ['limit 0', /expected a whole number from 1 to 100000/],
    ['fields a\n| sort b c', /\(line 2, column 10\)/],
    ['fields ~', /there is no operator ~; write =~ or like/],
    ['', /expected a command but found the end of the query/],
  ])('%s', (query, message) => {
    expect(() => runQuery(query, events('x'))).toThrow(QueryError);
    expect(() => runQuery(query, events('x'))).toThrow(message);
  });
});
