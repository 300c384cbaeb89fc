import { describe, expect, test } from 'vitest';
import { QueryError, runQuery } from '../../insights/index.ts';
import { AT, rows, table } from './support.ts';

table('addtotals (CWL_QuerySyntax-Addtotals.html)', [
  ['fields a, b | addtotals | display Total', ['{"a":1,"b":2.5}', '{"a":"x"}'], [{ Total: '3.5' }, {}].reverse()],
  ['fields price, tax, qty | addtotals price, tax | display Total', ['{"price":3,"tax":1,"qty":9}'], [{ Total: '4' }]],
  ['fields val | addtotals fieldname=RowSum', ['{"val":7}'], [{ val: '7', RowSum: '7' }]],
  [
    'fields x | sort x | addtotals col=true x',
    ['{"x":1}', '{"x":2}'],
    [
      { x: '1', Total: '1' },
      { x: '2', Total: '2' },
      { x: '3', Total: '3' },
    ],
  ],
  ['fields x | sort x | addtotals row=false col=true', ['{"x":1}', '{"x":2}'], [{ x: '1' }, { x: '2' }, { x: '3' }]],
  [
    'stats sum(n) as s, count(*) as c by k | sort k | addtotals s, c',
    ['{"k":"a","n":5}', '{"k":"b","n":1}'],
    [
      { k: 'a', s: '5', c: '1', Total: '6' },
      { k: 'b', s: '1', c: '1', Total: '2' },
    ],
  ],
]);

const TEN = '2026-11-25 10:0';
const GAP = ['{"n":1,"k":"a"}', '', '', '{"n":2,"k":"b"}'].map((message, i) => ({ timestamp: AT + i * 60_000, message }));
const filled = (query: string) =>
  runQuery(
    query,
    GAP.filter(({ message }) => message !== ''),
  ).rows;

describe('fillmissing (CWL_QuerySyntax-Fillmissing.html)', () => {
  test.each([
    ['with a constant', 'with 0 for s', ['1', '0', '0', '2']],
    ['with a negative one', 'with -1 for s', ['1', '-1', '-1', '2']],
    ['with a text', 'with "none" for sum(n)', ['1', 'none', 'none', '2']],
    ['with nothing', '', ['1', undefined, undefined, '2']],
  ])('%s', (_, fill, values) => {
    const found = filled(`fields @timestamp, n | stats sum(n) as s by bin(1m) as t | fillmissing ${fill}`);
    expect(found.map((r) => r.t)).toEqual([0, 1, 2, 3].map((i) => `${TEN}${i}:00.000`));
    expect(found.map((r) => r.s)).toEqual(values);
  });
  test('keeps the order of a sort before it', () => {
    const found = filled('stats count(*) as c by bin(1m) as t | sort t desc | fillmissing with 0 for c');
    expect(found.map((r) => r.t?.slice(15, 16))).toEqual(['3', '2', '1', '0']);
  });
  test('fills each series of another key (ours)', () => {
    const found = filled('stats count(*) as c by bin(1m) as t, k | fillmissing with 0 for c');
    expect(found.map((r) => `${r.k}${r.c}`).sort()).toEqual(['a0', 'a0', 'a0', 'a1', 'b0', 'b0', 'b0', 'b1']);
  });
  test.each([
    ['fields a | fillmissing', /fillmissing stands behind stats … by bin/],
    ['stats count(*) as c by bin(1m) | fillmissing with 0 for d', /d is no column of the command before/],
    ['stats count(*) as c by bin(1ms) | fillmissing with 0 for c', /more than 100000 bins to fill/],
  ])('%s is refused', (query, message) => {
    expect(() => filled(query)).toThrow(QueryError);
    expect(() => filled(query)).toThrow(message);
  });
});

const BYTES = ['{"b":10}', '{"b":5}', '{"c":1}', '{"b":"7"}'];

table('accum (CWL_QuerySyntax-Accum.html)', [
  [
    'fields b | sort @timestamp | accum b AS total',
    BYTES,
    [{ b: '10', total: '10' }, { b: '5', total: '15' }, {}, { b: '7', total: '22' }],
  ],
  // Without a sort the newest row is the first, as in every result.
  ['fields b | accum b as total | display total', BYTES, [{ total: '7' }, {}, { total: '12' }, { total: '22' }]],
  ['fields b | sort @timestamp | accum b', BYTES, [{ b: '10' }, { b: '15' }, {}, { b: '22' }]],
]);

table('autoregress (CWL_QuerySyntax-Autoregress.html)', [
  [
    'fields b | sort @timestamp | autoregress b p=1-2',
    ['{"b":1}', '{"b":2}', '{"b":3}'],
    [{ b: '1' }, { b: '2', b_p1: '1' }, { b: '3', b_p1: '2', b_p2: '1' }],
  ],
  ['fields b | sort @timestamp | autoregress b', ['{"b":1}', '{"b":2}'], [{ b: '1' }, { b: '2', b_p1: '1' }]],
  ['fields b | sort @timestamp | autoregress b as x p=1', ['{"b":1}', '{"b":2}'], [{ b: '1' }, { b: '2', x: '1' }]],
]);

const HOSTS = ['{"host":"h1","cpu_user":1}', '{"cpu_system":5}', '{"host":"h2","cpu_user":3}'];

table('filldown (CWL_QuerySyntax-Filldown.html)', [
  [
    'fields host, cpu_user, cpu_system | sort @timestamp | filldown host cpu*',
    HOSTS,
    [
      { host: 'h1', cpu_user: '1' },
      { host: 'h1', cpu_user: '1', cpu_system: '5' },
      { host: 'h2', cpu_user: '3', cpu_system: '5' },
    ],
  ],
  ['fields host, cpu_user | sort @timestamp | filldown | display host', HOSTS, [{ host: 'h1' }, { host: 'h1' }, { host: 'h2' }]],
]);

table('countFrequent (CWL_QuerySyntax-CountFrequent.html)', [
  [
    'fields method, status | countFrequent method, status',
    ['{"method":"GET","status":200}', '{"method":"PUT","status":200}', '{"method":"PUT","status":200}'],
    [
      { method: 'PUT', status: '200', _approxcount: '2' },
      { method: 'GET', status: '200', _approxcount: '1' },
    ],
  ],
  ['count_frequent k | limit 1', ['{"k":"a"}', '{"k":"b"}', '{"k":"b"}'], [{ k: 'b', _approxcount: '2' }]],
]);

const USERS = ['{"u":"a","d":1}', '{"u":"b","d":1}', '{"u":"a","d":1}', '{"d":1}', '{"u":"a","d":1}'];

describe('sessionize (CWL_QuerySyntax-Sessionize.html)', () => {
  const at = [0, 10, 20, 30, 100].map((minutes) => AT + minutes * 60_000);
  const log = USERS.map((message, i) => ({ timestamp: at[i] as number, message }));
  test.each([
    ['sessionize u, d maxspan 1h as s', ['1', '2', '1', undefined, '3']],
    ['sessionize u as s', ['1', '2', '1', undefined, '3']],
    ['sessionize u maxspan 90m as s', ['1', '2', '1', undefined, '1']],
    ['sessionize u maxspan 20m as s', ['1', '2', '1', undefined, '3']],
    ['sessionize u maxspan 19m as s', ['1', '2', '3', undefined, '4']],
  ])('%s', (command, ids) => {
    expect(runQuery(`fields u | ${command} | sort @timestamp`, log).rows.map((r) => r.s)).toEqual(ids);
  });
  test('the field has a name of its own', () =>
    expect(rows('sessionize u | display session_id', USERS.slice(0, 1))).toEqual([{ session_id: '1' }]));
  test('refused without a time', () =>
    expect(() => rows('stats count(*) by u | sessionize u', USERS)).toThrow(/needs @timestamp/));
});

const CPU = [1, 2, 3, 4, 100, -50].map((cpu) => `{"cpu":${cpu}}`);
const values = (query: string) => rows(query, CPU).map((r) => r.cpu);

describe('outlier (CWL_QuerySyntax-Outlier.html): the quartiles here are 1 and 4', () => {
  test('clamps to the upper bound', () => {
    expect(values('fields cpu | sort @timestamp | outlier cpu')).toEqual(['1', '2', '3', '4', '11.5', '-50']);
  });
  test('removes, below the lower bound too', () => {
    expect(values('fields cpu | sort @timestamp | outlier action=remove param=3.0 uselower=true mark=true cpu')).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });
  test('marks', () => {
    const marks = rows('fields cpu | sort @timestamp | outlier mark=true cpu', CPU).map((r) => r._outlier);
    expect(marks).toEqual(['0', '0', '0', '0', '1', '0']);
  });
});
