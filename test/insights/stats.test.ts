import { describe, expect, test } from 'vitest';
import { runQuery } from '../../insights/index.ts';
import { AT, type Rows, rows } from './support.ts';

const PAIRS = ['a 1', 'b 2', 'a 3', 'b x'];
const PARSE = 'parse @message /(?<k>\\w) (?<n>\\d+)?/ | ';

describe('functions over many rows (CWL_QuerySyntax-Stats.html)', () => {
  test.each([
    ['count(*)', '4'],
    ['count()', '4'],
    ['count(n)', '3'],
    ['sum(n)', '6'],
    ['avg(n)', '2'],
    ['min(n)', '1'],
    ['max(n)', '3'],
    ['max(k)', 'b'],
    ['min(@timestamp)', String(AT)],
    ['stddev(n)', String(Math.sqrt(2 / 3))],
    ['pct(n, 50)', '2'],
    ['pct(n, 100)', '3'],
    ['pct(n, 0)', '1'],
    ['count_distinct(k)', '2'],
    ['earliest(n)', '1'],
    ['latest(n)', '3'],
    ['earliest(@timestamp)', String(AT)],
    ['sortsFirst(k)', 'a'],
    ['sortsLast(k)', 'b'],
    ['sum(n) / 1024 / 1024', String(6 / 1024 / 1024)],
    ['sum(n) / count(*)', '1.5'],
    ['abs(min(n) - max(n))', '2'],
    ['count(missing)', '0'],
    ['sum(missing)', undefined],
    ['avg(missing)', undefined],
    ['count_distinct(missing)', '0'],
    ['sum(n * 2)', '12'],
  ])('%s is %s', (expression, value) => {
    expect(rows(`${PARSE}stats ${expression} as v`, PAIRS)[0]?.v).toBe(value);
  });
  test('sums have no rounding of their own', () => {
    expect(rows('parse "*" as n | stats sum(n) as s, avg(n) as a', ['0.1', '0.2', '0.3', '1e16', '-1e16'])).toEqual([
      { s: '0.6', a: '0.12' },
    ]);
  });
});

const table = (name: string, cases: [query: string, expected: Rows][]) =>
  describe(name, () => {
    test.each(cases)('%s', (query, expected) => expect(rows(PARSE + query, PAIRS)).toEqual(expected));
  });

table('by (CWL_QuerySyntax-Stats.html)', [
  [
    'stats avg(n) by k | sort k',
    [
      { k: 'a', 'avg(n)': '2' },
      { k: 'b', 'avg(n)': '2' },
    ],
  ],
  [
    'stats count(*) as c by bin(2s)',
    [
      { 'bin(2s)': '2026-11-25 10:00:00.000', c: '2' },
      { 'bin(2s)': '2026-11-25 10:00:02.000', c: '2' },
    ],
  ],
  [
    'stats count(*) as c by bin(1h) as hour, k | sort k',
    [
      { hour: '2026-11-25 10:00:00.000', k: 'a', c: '2' },
      { hour: '2026-11-25 10:00:00.000', k: 'b', c: '2' },
    ],
  ],
  [
    'stats count(*) as c by toupper(k) as K | sort K desc',
    [
      { K: 'B', c: '2' },
      { K: 'A', c: '2' },
    ],
  ],
  ['stats count(*) as c by n | sort n', [{ c: '1' }, { n: '1', c: '1' }, { n: '2', c: '1' }, { n: '3', c: '1' }]],
  ['stats concat(k, "-", count(*)) as label by k | sort k | display label', [{ label: 'a-2' }, { label: 'b-2' }]],
  ['stats count(*) by bin(1h) | sort bin(1h)', [{ 'bin(1h)': '2026-11-25 10:00:00.000', 'count(*)': '4' }]],
  ['stats COUNT(*) by k | sort count(*) desc, k | limit 1', [{ k: 'a', 'COUNT(*)': '2' }]],
]);

table('several stats commands (CWL_QuerySyntax-Stats.html)', [
  ['stats count(*) as c by k | stats max(c) as most, min(c) as least', [{ most: '2', least: '2' }]],
  [
    'stats sum(n) as s by bin(2s) as t | stats max(s) as m by dateceil(t, 10s)',
    [
      { 'dateceil(t, 10s)': '2026-11-25 10:00:00.000', m: '3' },
      { 'dateceil(t, 10s)': '2026-11-25 10:00:10.000', m: '3' },
    ],
  ],
  ['stats count(*) as c by k | filter c > 1 | stats sum(c) / count(*) as mean', [{ mean: '2' }]],
  ['stats SUM(n) by k | stats MAX(`SUM(n)`) as m', [{ m: '4' }]],
  [
    'stats sum(n) as s, max(@timestamp) as @t by k | stats avg(s) as a by dateceil(@t, 5m) as five',
    [{ five: '2026-11-25 10:05:00.000', a: '3' }],
  ],
  [
    'stats count(*) as c by k | fields c * 2 as d | sort k',
    [
      { k: 'a', c: '2', d: '4' },
      { k: 'b', c: '2', d: '4' },
    ],
  ],
]);

describe('what behind stats is not defined', () => {
  test.each([
    [
      'fields @message | stats sum(Fault) by Operation | stats max(strlen(@message)) as m',
      /@message is not defined by the command before.*line 1, column 68/,
    ],
    [
      'stats sum(n) as s by @logStream | stats avg(s) by bin(5m)',
      /bin\(…\) needs @timestamp, which the command before does not make/,
    ],
    ['stats sum(n) as total | filter totl > 1', /totl is not defined by the command before; did you mean total\?/],
    ['stats k, count(*)', /k stands neither in an aggregation nor behind by/],
    ['stats pct(n, 101)', /pct takes a number from 0 to 100/],
  ])('%s', (query, message) => expect(() => rows(query, PAIRS)).toThrow(message));
});

test('of nothing: count is 0, all else is missing, and groups have no row', () => {
  expect(rows('stats count(*) as c, sum(x) as s', [])).toEqual([{ c: '0' }]);
  expect(rows('stats count(*) by bin(5m)', [])).toEqual([]);
  expect(runQuery('stats count(*)', []).columns).toEqual(['count(*)']);
});
