import { describe, expect, test } from 'vitest';
import { QueryError, runQuery } from '../../insights/index.ts';
import { events, table } from './support.ts';

describe('what people bring from other languages is refused with what to write, and where', () => {
  test.each([
    ['stats count(distinct user) as n', /write count_distinct\(…\)/, 'user'],
    ['filter code exists', /write ispresent\(…\)/, 'exists'],
    ['filter @message contains "x"', /write like "…"/, 'contains'],
    ['filter @message matches /x/', /write like \/…\//, 'matches'],
    ['filter @message like /slow/i', /flags stand at the begin: \/\(\?i\)slow\//, 'i'],
    ['filter code = 1;', /a query ends without it/, ';'],
    ['filter page = http://10.0.0.1/ and code = 1', /an address stands in quotes/, '://'],
    ['filter @message like /slow\n| limit 1', /the regular expression is never closed/, '/'],
    ['fields head."user-agent"', /stands in backticks: \.`user-agent`/, '.'],
    ['stats count(*) by bin(5 m)', /a period is one word: 5m/, 'm'],
    ['stats count(*) by bin(@timestamp, 5m)', /write datefloor\(field, 5m\)/, 'bin'],
    ['fields datefloor(@timestamp + 2h, 1d)', /in milliseconds it is 7200000/, '2h'],
    ['fields @timestamp - 1mo', /a period such as 5m is for bin/, '1mo'],
    ['stats count by code', /a function has brackets: count\(\*\)/, 'count'],
    ['stats max as m by code', /a function has brackets: max\(…\)/, 'max'],
    ['stats count(*) by code order by code', /write \| sort behind it/, 'order'],
    ['fields lower(code)', /write tolower\(…\)/, 'lower'],
    ['stats countif(code = 1)', /write sum\(condition\)/, 'countif'],
    ['fields @message -- the line\n| limit 1', /a comment begins with #/, '--'],
    ['fields @message |', /a command stands behind each \|/, ''],
    ['fields @message | | limit 1', /a command stands behind each \|/, '|'],
    ['"a"', /a query is made of commands with \| between them/, '"a"'],
    ['frobnicate code', /there are fields, filter, parse/, 'frobnicate'],
  ])('%s', (query, message, place) => {
    let said: unknown;
    try {
      runQuery(query, events('x'));
    } catch (error) {
      said = error;
    }
    const { message: text, offset, length } = said as QueryError;
    expect(said).toBeInstanceOf(QueryError);
    expect(text).toMatch(message);
    expect(text.length).toBeLessThan(300);
    expect(query.slice(offset, offset + length)).toBe(place);
  });
});

table('an expression goes on in the next line (CWL_QuerySyntax-examples.html)', [
  ['parse @message /a=(?<a>\\d+),\n  b=(?<b>\\d+)/ | display a, b', ['a=1,\n  b=2'], [{ a: '1', b: '2' }]],
  ['filter @message like /a\nb/\n| stats count(*) as n', ['a\nb', 'ab'], [{ n: '1' }]],
]);

test.each(['', 'desc'])('rows that are alike keep the order of the input, also by a field that no event can have: %s', (way) => {
  const found = runQuery(`sort @nosuch ${way} | dedup @message`, events('a', 'b')).rows.map((row) => row['@message']);
  expect(found).toEqual(['a', 'b']);
});

table('what looks like it and is meant', [
  ['filter 1 = 1 or 2 | stats count(*) as n', ['x'], [{ n: '1' }]],
  ['filter code like "a" or strcontains(code, "b") | display code', ['{"code":"b"}'], [{ code: 'b' }]],
  ['fields 5 - -3 as v | display v', ['x'], [{ v: '8' }]],
  ['fields 5 --3 as v | display v', ['x'], [{ v: '8' }]],
]);

test.each([
  ['filter @message like "%slow%"', ['like looks for the text as it is, also %; write like "slow"']],
  ['filter @message like "took .*s"', [expect.stringContaining('an expression stands in slashes: like /took .*s/')]],
  ['filter @message like "/slow/"', [expect.stringContaining('like /slow/')]],
  ['filter @message like "slow|late" or @message like "x.y"', [expect.stringContaining('like /slow|late/')]],
  ['filter @message like "(?i)SLOW"', [expect.stringContaining('like /(?i)SLOW/')]],
  ['filter @message like "plain"', []],
  ['filter @message like /%slow%/', []],
  ['filter logstream = "s"', ['no event has the field logstream; did you mean @logStream?']],
  ['filter user-agent = "curl"', [expect.stringContaining('a name with a dash stands in backticks: `user-agent`')]],
  ['filter code != null', ['there is no null here; what is missing is found by not ispresent(code)']],
])('%s gives no row, and says why', (query, notes) => {
  const result = runQuery(query, events('{"code":7}'));
  expect(result.rows).toEqual([]);
  expect(result.warnings).toEqual(notes);
});

test.each([
  [
    'filter @message like "slow" or "late"',
    ['the text "late" alone asks nothing of an event; write the field with it: @message like …'],
  ],
  ["filter not 'slow'", [expect.stringContaining('the text "slow" alone')]],
  ['filter code = "7" or "x" = code', []],
  ['filter 1', []],
])('%s runs, and says that a text is no condition', (query, notes) => {
  expect(runQuery(query, events('{"code":7}')).warnings).toEqual(notes);
});
