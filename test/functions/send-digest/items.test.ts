import { describe, expect, test } from 'vitest';
import { judgeCertificates } from '../../../functions/send-digest/items/certificate.ts';
import { judgeCost } from '../../../functions/send-digest/items/cost.ts';
import { judgeHealth, type Minutes, minutesOf, type Watched } from '../../../functions/send-digest/items/health.ts';
import { judgeVolume } from '../../../functions/send-digest/items/log-volume.ts';
import { judgeResponseTimes } from '../../../functions/send-digest/items/response-time.ts';
import { judgeSilence } from '../../../functions/send-digest/items/silent-signals.ts';
import { judgeSecrets } from '../../../functions/send-digest/items/upkeep.ts';
import { judgeUsage } from '../../../functions/send-digest/items/usage.ts';
import { alarmsOf } from '../../../functions/shared/alarm-definitions.ts';
import type { Datapoint } from '../../../functions/shared/ports.ts';
import { DAY, HOUR, MINUTE, NOW, World } from './support.ts';

const DAY_BEFORE = 'the day before';
const minutes = (seen: number, well = seen, unseen = 0): Minutes => ({ seen, well, unseen });
const endpoint = (now: Minutes, before = minutes(1440), name = 'health'): Watched => ({ name, endpoint: true, now, before });
const component = (now: Minutes): Watched => ({ name: 'weaviate', endpoint: false, now, before: minutes(1440) });

describe('health: uptime is what was up of what was seen', () => {
  test.each<[string, Watched[], string, string, string[]]>([
    ['always up', [endpoint(minutes(1440))], 'well', 'up in all of 1,440 minutes; the day before 100 %', []],
    [
      'one minute of a day down is no news',
      [endpoint(minutes(1440, 1439))],
      'well',
      'up 99.93 % of the time; the day before 100 %',
      ['health: down in 1 minute'],
    ],
    [
      'two are',
      [endpoint(minutes(1440, 1438))],
      'bad',
      'up 99.86 % of the time; the day before 100 %',
      ['health: down in 2 minutes'],
    ],
    [
      '100 % is said of all alone',
      [endpoint(minutes(43_200, 43_199))],
      'well',
      'up 99.99 % of the time; the day before 100 %',
      ['health: down in 1 minute'],
    ],
    [
      'a component fails though its endpoint is up',
      [endpoint(minutes(1440)), component(minutes(1440, 1400))],
      'bad',
      'up in all of 1,440 minutes; the day before 100 %',
      ['weaviate: failed in 40 minutes'],
    ],
    [
      'minutes that nobody saw are not counted as up',
      [endpoint(minutes(1200, 1200, 240))],
      'unknown',
      'up in all of 1,200 minutes; the day before 100 %',
      ['health: not looked at for 240 minutes'],
    ],
    [
      'nobody tells of a component while its endpoint is down',
      [endpoint(minutes(1440, 1400)), component(minutes(1400, 1400, 40))],
      'bad',
      'up 97.22 % of the time; the day before 100 %',
      ['health: down in 40 minutes'],
    ],
    [
      'nor is it known when it is no longer told of',
      [endpoint(minutes(1440)), component(minutes(1000, 1000, 440))],
      'unknown',
      'up in all of 1,440 minutes; the day before 100 %',
      ['weaviate: not looked at for 440 minutes'],
    ],
    ['no probe at all', [endpoint(minutes(0))], 'unknown', 'health: no probe in all that time', []],
    [
      'the first day has nothing to compare with',
      [endpoint(minutes(300), minutes(0))],
      'well',
      'up in all of 300 minutes; nothing is known of the day before',
      [],
    ],
    [
      'the worst endpoint stands first',
      [endpoint(minutes(1440)), endpoint(minutes(1440, 1300), minutes(1440), 'other')],
      'bad',
      'up 90.27 % of the time; the day before 100 %',
      ['other: down in 140 minutes'],
    ],
  ])('%s', (_title, watched, status, fact, more) => {
    expect({ more: [], ...judgeHealth(watched, DAY_BEFORE) }).toEqual({ status, fact, more });
  });

  const every5 = (count: number, value: (i: number) => number): Datapoint[] =>
    Array.from({ length: count }, (_, i) => ({ atMs: NOW + i * 5 * MINUTE, value: value(i) }));

  test('the first and the last five minutes may be cut; a gap between is not seen', () => {
    const counts = every5(12, (i) => (i === 0 || i === 11 ? 2 : 5)).filter((_, i) => i !== 4 && i !== 5);
    expect(minutesOf(counts, counts)).toEqual({ seen: 44, well: 44, unseen: 10 });
  });

  test('a run that happened twice makes no unseen minute elsewhere', () => {
    const counts = every5(4, (i) => (i === 1 ? 7 : i === 2 ? 3 : 5));
    expect(minutesOf(counts, counts).unseen).toBe(2);
  });

  test('no data is nothing seen', () => expect(minutesOf([], [])).toEqual({ seen: 0, well: 0, unseen: 0 }));
});

describe('certificate', () => {
  test.each<[string, [string, number | undefined][], string, string]>([
    [
      'the one that ends first is named',
      [
        ['a', 60.9],
        ['b', 31.2],
      ],
      'well',
      '31 days left (b)',
    ],
    ['soon', [['a', 13.5]], 'bad', '13 days left (a): renew it'],
    ['one day', [['a', 1]], 'bad', '1 day left (a): renew it'],
    [
      'one was never seen',
      [
        ['a', 60],
        ['b', undefined],
      ],
      'unknown',
      'none was seen of b',
    ],
    ['plain http', [], 'off', 'no endpoint has one'],
  ])('%s', (_title, days, status, fact) => expect(judgeCertificates(days, 14)).toEqual({ status, fact }));
});

describe('memory and disk: how much, how it grows, and when it reaches the limit', () => {
  /** Percent by hour, over so many days until now. */
  const hourly = (days: number, value: (daysAgo: number) => number): Datapoint[] =>
    Array.from({ length: days * 24 }, (_, i) => {
      const atMs = NOW - days * DAY + i * HOUR;
      return { atMs, value: value((NOW - atMs) / DAY) };
    });

  test.each<[string, Datapoint[], string, string]>([
    ['steady', hourly(7, () => 61), 'well', '61 % now, 61 % at most in a day; steady'],
    [
      'it reaches the limit within the days that were looked at',
      hourly(7, (ago) => 76 - 1.2 * ago),
      'bad',
      '76 % now, 76 % at most in a day; +1.2 points a day: 80 % about 2026-11-29',
    ],
    [
      'it will, but nobody can say that far ahead',
      hourly(7, (ago) => 60 - ago),
      'well',
      '60 % now, 60 % at most in a day; +1 points a day: 80 % not within 6 days',
    ],
    ['it falls', hourly(7, (ago) => 60 + ago), 'well', '60 % now, 61 % at most in a day; -1 points a day'],
    ['it is above', hourly(7, () => 85), 'bad', '85 % now, 85 % at most in a day; steady'],
    [
      'what came before a restart says nothing',
      hourly(7, (ago) => (ago > 0.5 ? 79 : 30)),
      'well',
      '30 % now, 79 % at most in a day; it restarted within a day, so there is no trend yet',
    ],
    [
      'the first hours',
      hourly(1, () => 40).slice(-5),
      'well',
      '40 % now, 40 % at most in a day; less than a day is known, so there is no trend yet',
    ],
    ['it went silent', hourly(7, () => 61).slice(0, -10), 'unknown', 'no data since 2026-11-25 20:00 UTC; then 61 %'],
    ['no data', [], 'unknown', 'no data in all that time'],
  ])('%s', (_title, points, status, fact) => expect(judgeUsage(points, 80, NOW)).toEqual({ status, fact }));
});

describe('log volume', () => {
  test.each<[string, number | undefined, number | undefined, string, string]>([
    ['as before', 1.4e9, 1.3e9, 'well', '1.4 GB, 200 MB a day; the week before 1.3 GB'],
    ['more than twice as much', 3e9, 1.3e9, 'bad', '3 GB, 428.6 MB a day; the week before 1.3 GB'],
    ['a few megabytes more are no news', 9e6, 2e6, 'well', '9 MB, 1.3 MB a day; the week before 2 MB'],
    ['the first week', 1e9, undefined, 'well', '1 GB, 142.9 MB a day; nothing is known of the week before'],
    ['nothing came', undefined, 1e9, 'unknown', 'nothing came into the log group, or it cannot be seen'],
  ])('%s', (_title, now, before, status, fact) =>
    expect(judgeVolume(now, before, 7, 'the week before')).toEqual({ status, fact }),
  );
});

describe('response time', () => {
  const row = (now: number | undefined, earlier: number | undefined) => ({ name: 'p95', now, earlier });
  test.each([
    ['as before', row(0.9, 0.8), 'well', 'p95 900 ms; the week before 800 ms'],
    ['half as long again', row(1.3, 0.8), 'bad', 'p95 1.3 s; the week before 800 ms'],
    ['milliseconds are noise', row(0.09, 0.03), 'well', 'p95 90 ms; the week before 30 ms'],
    ['nothing before', row(0.9, undefined), 'well', 'p95 900 ms; nothing is known of the week before'],
    ['nothing at all', row(undefined, 0.8), 'unknown', 'nothing was answered in all that time'],
  ])('%s', (_title, taken, status, fact) =>
    expect(judgeResponseTimes([taken], 'the week before')).toMatchObject({ status, fact }),
  );
});

describe('keys', () => {
  const ago = (days: number) => NOW - days * DAY - 1;
  test.each<[string, [string, number | Error][], string, string, string[]]>([
    [
      'young',
      [
        ['/a', ago(3)],
        ['/b', ago(90)],
      ],
      'well',
      '2 secrets of the monitor, the oldest 90 days old; due after 180',
      [],
    ],
    [
      'on the day it is not yet due',
      [['/a', ago(180)]],
      'well',
      '1 secret of the monitor, the oldest 180 days old; due after 180',
      [],
    ],
    [
      'due, the oldest first',
      [
        ['/a', ago(181)],
        ['/b', ago(400)],
        ['/c', ago(1)],
      ],
      'bad',
      '2 of 3 due: older than 180 days',
      ['400 days old: /b', '181 days old: /a'],
    ],
    ['not to be read', [['/a', new TypeError('x')]], 'unknown', 'the age of none is known', ['of unknown age (TypeError): /a']],
    ['none', [], 'off', 'the monitor has no secrets', []],
  ])('%s', (_title, changed, status, fact, more) =>
    expect({ more: [], ...judgeSecrets(changed, 180, NOW) }).toEqual({ status, fact, more }),
  );
});

describe('cost against the estimate', () => {
  const lines = (logs: number) => [
    { what: 'alarms', dollars: 10 },
    { what: 'Logs Insights', dollars: logs },
  ];
  test.each<[string, number, string, string[]]>([
    ['as estimated', 0.4, 'well', []],
    ['a little more', 2.1, 'well', ['Logs Insights: $2.10, $1.80 more than estimated']],
    ['a quarter more', 4, 'bad', ['Logs Insights: $4.00, $3.70 more than estimated']],
  ])('%s', (_title, logs, status, more) => {
    const { fact, ...rest } = judgeCost(lines(0.3), lines(logs));
    expect(rest).toEqual({ status, more });
    expect(fact).toBe(`$${(10 + logs).toFixed(2)} a month by what was used, by list price; the estimate is $10.30`);
  });
});

test('an alarm without data is unknown, not quiet', () => {
  const alarms = alarmsOf(new World().config);
  expect(judgeSilence([], alarms.length).status).toBe('well');
  const memory = alarms.filter((a) => a.signal.id === 'memory-high');
  expect(judgeSilence(memory, alarms.length)).toEqual({
    status: 'unknown',
    fact: `1 alarm of ${alarms.length} had no data in all that time, so nothing can set it off`,
    more: ['"memory is high" needs MemoryUsedPercent'],
  });
});
