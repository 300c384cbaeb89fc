import { describe, expect, test } from 'vitest';
import { runQuery } from '../../insights/index.ts';
import { events, rows, table } from './support.ts';

const PODS = ['{"kind":"pod","ms":2,"app":"a"}', '{"kind":"node","ms":8,"app":"a"}', '{"kind":"pod","ms":6,"app":"b"}'];
const CHOSE = 'stands behind stats, but names what events have: it chose the events';

table('filters behind stats that name what events have (monitoring/Container-Insights-view-metrics.html)', [
  ['stats avg(ms) as mean | filter kind = "pod"', PODS, [{ mean: '4' }]],
  ['stats avg(ms) as mean | filter kind = "pod" | sort @timestamp desc', PODS, [{ mean: '4' }]],
  ['stats max(ms) as top by app | filter kind like /^p/ and ms < 6 | sort top desc', PODS, [{ app: 'a', top: '2' }]],
  ['stats count(*) as n by app | filter kind = "pod" | filter n > 0 | sort app desc | limit 1', PODS, [{ app: 'b', n: '1' }]],
  ['sort @timestamp desc | limit 2 | stats count(*) as n | filter kind = "pod"', PODS, [{ n: '1' }]],
  ['stats count(*) as n | filter @message like "node"', PODS, [{ n: '1' }]],
  ['stats count(*) as n by app | filter app = "a" and kind = "pod"', PODS, [{ app: 'a', n: '1' }]],
  [
    'stats count(*) as n by user.name | filter user.type = 2',
    ['{"user":{"name":"a","type":2}}', '{}'],
    [{ 'user.name': 'a', n: '1' }],
  ],
  ['parse @message \'"app":"*"\' as name | stats count(*) as n by kind | filter name = "b"', PODS, [{ kind: 'pod', n: '1' }]],
]);

table('sort @timestamp behind stats takes the bin of a row (ours)', [
  [
    'stats count(*) as n by bin(1s) | sort @timestamp desc | limit 2',
    PODS,
    [
      { 'bin(1s)': '2026-11-25 10:00:02.000', n: '1' },
      { 'bin(1s)': '2026-11-25 10:00:01.000', n: '1' },
    ],
  ],
  [
    'stats count(*) as n by datefloor(@timestamp, 1s) as second | sort @timestamp desc | limit 1',
    PODS,
    [{ second: '2026-11-25 10:00:02.000', n: '1' }],
  ],
  ['stats count(*) as n by app | sort @timestamp desc, n | limit 1', PODS, [{ app: 'b', n: '1' }]],
  [
    'stats sum(ms) as s by @timestamp | sort @timestamp desc | limit 1',
    PODS,
    [{ '@timestamp': '2026-11-25 10:00:02.000', s: '6' }],
  ],
]);

test.each([
  ['stats avg(ms) as mean | filter kind = "pod"', [`filter kind = "pod" ${CHOSE}`]],
  ['stats count(*) by bin(1m) | sort @timestamp', ['no row behind stats has @timestamp: sort takes bin(1m)']],
  ['stats count(*) by app | sort @timestamp', ['no row behind stats has @timestamp: sort leaves it out']],
  ['stats count(*) as n by app | filter n > 0 | sort n', []],
])('%s runs, and says how it was meant', (query, notes) => {
  expect(runQuery(query, events(...PODS)).warnings).toEqual(notes);
});

describe('what may be a misspelt column, or is of both, is refused', () => {
  test.each([
    ['stats count(*) as total by app | filter totl > 1', /totl is not defined by the command before; did you mean total/],
    ['stats count(*) by app | filter count > 1', /count is not defined by the command before/],
    ['stats count(*) as n by app | filter n > 1 and kind = "pod"', /kind is not defined by the command before/],
    ['stats count(*) as n by app | filter count(*) > 1 and kind = "pod"', /kind is not defined by the command before/],
    ['stats count(*) as n by kind | filter app = "a" | stats max(n)', /app is not defined by the command before/],
    ['stats count(*) as n by app | fields n + 1 as m | filter kind = "pod"', /kind is not defined by the command before/],
    ['stats count(*) as n by app as a | filter a = "a" and kind = "pod"', /kind is not defined by the command before/],
    ['stats count(*) as n by user.name | filter user.nam = 2', /did you mean user.name/],
    ['stats count(*) as n by app | sort kind', /kind is not defined by the command before/],
  ])('%s', (query, message) => expect(() => rows(query, PODS)).toThrow(message));
});

table('what the samples for Lambda write (lambda/latest/dg/monitoring-cloudwatchlogs-view.html)', [
  ['filter kind == "node" | display ms', PODS, [{ ms: '8' }]],
  ['filter ms==8 or ms == 2 | stats count(*) as n', PODS, [{ n: '2' }]],
  [
    'stats percentile(ms, 50) as half, pct(ms, 50) as same by bin (1m)',
    PODS,
    [{ 'bin(1m)': '2026-11-25 10:00:00.000', half: '6', same: '6' }],
  ],
  ['stats percentile(ms/2, 90)', PODS, [{ 'percentile(ms / 2, 90)': '4' }]],
]);
