import { describe, expect, test } from 'vitest';
import { runQuery } from '../../insights/index.ts';
import { AT, rows, table } from './support.ts';

/** A counter, a minute apart. */
const COUNTER = [10, 20, 50].map((n, i) => ({ timestamp: AT + i * 60_000, message: `{"n":${n},"k":"${'aba'[i]}"}` }));
const of = (query: string) => runQuery(query, COUNTER).rows;

describe('time-series functions (CWL_QuerySyntax-timeseries-functions.html)', () => {
  test.each([
    ['count_over_time(n)', '3'],
    ['countOverTime(*)', '3'],
    ['sum_over_time(n)', '80'],
    ['sumOverTime(n)', '80'],
    // 40 more in 120 s.
    ['rate(n, 1m)', '20'],
    ['rate(n, 1h)', '1200'],
    ['rate(missing, 1h)', undefined],
    ['histogram(n, 2)', '{"10-30":2,"30-50":1}'],
    ['histogram(n, 4)', '{"10-20":1,"20-30":1,"30-40":0,"40-50":1}'],
    ['histogram(missing, 4)', undefined],
    ['values(k)', '["a","b"]'],
    ['values(n)', '[10,20,50]'],
    ['values(missing)', undefined],
  ])('%s is %s', (call, value) => expect(of(`stats ${call} as v`)[0]?.v).toBe(value));
  test('of one value', () => {
    expect(rows('stats histogram(n, 3) as h, rate(n, 1s) as r', ['{"n":5}'])).toEqual([{ h: '{"5-5":1}' }]);
  });
  test('per bin', () => {
    expect(of('stats count_over_time(n) as c, sum_over_time(n) as s by bin(2m) as t').map((r) => [r.c, r.s])).toEqual([
      ['2', '30'],
      ['1', '50'],
    ]);
  });
});

describe('offset (CWL_QuerySyntax-timeseries-functions.html)', () => {
  test('moves the bins', () => {
    expect(of('stats count(*) as c by bin(5m) offset 1h')).toEqual([{ 'bin(5m)': '2026-11-25 11:00:00.000', c: '3' }]);
    expect(of('stats count(*) as c by bin(5m) as t offset 1d')).toEqual([{ t: '2026-11-26 10:00:00.000', c: '3' }]);
  });
  test('with fillmissing behind it', () => {
    const found = of('filter n != 20 | stats sum(n) as s by bin(1m) as t offset 90s | fillmissing with 0 for s');
    expect(found.map((r) => `${r.t?.slice(11, 19)} ${r.s}`)).toEqual(['10:01:30 10', '10:02:30 0', '10:03:30 50']);
  });
});

table('filterIndex and unmask (CWL_QuerySyntax-FilterIndex.html, -Unmask.html)', [
  ['fields a | filterIndex a in ["x", "y"]', ['{"a":"x"}', '{"a":"z"}'], [{ a: 'x' }]],
  ['fields a | unmask', ['{"a":"x"}'], [{ a: 'x' }]],
  ['fields unmask(@message) as m', ['secret'], [{ m: 'secret' }]],
]);
