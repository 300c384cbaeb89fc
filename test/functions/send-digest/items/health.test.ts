import { describe, expect, test } from 'vitest';
import { health, judgeHealth, type Minutes, minutesOf, type Watched } from '../../../../functions/send-digest/items/health.ts';
import type { Datapoint } from '../../../../functions/shared/ports.ts';
import { DAY, MINUTE, NOW, World } from '../support.ts';

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

  test('what was seen of the window is said, where it is not nearly all of it', () => {
    const four = { seen: 240, well: 240, unseen: 0 };
    const watched: Watched[] = [{ name: 'health', endpoint: true, now: four, before: four }];
    expect(judgeHealth(watched, 'the day before', 1440).fact).toBe(
      'up in all of 240 minutes, of 1,440: the rest was not looked at; the day before 100 %',
    );
    expect(judgeHealth(watched, 'the day before', 241).fact).toBe('up in all of 240 minutes; the day before 100 %');
  });

  test('of less than half of the time it is not known whether it was well', () => {
    const of = (seen: number) => {
      const now = { seen, well: seen, unseen: 0 };
      return judgeHealth([{ name: 'health', endpoint: true, now, before: now }], 'the day before', 1440).status;
    };
    expect([of(1), of(719), of(720), of(1440)]).toEqual(['unknown', 'unknown', 'well', 'well']);
  });

  test('a share is of what was seen, where that is a part of the time', () => {
    const now = { seen: 4, well: 1, unseen: 0 };
    const before = { seen: 0, well: 0, unseen: 0 };
    expect(judgeHealth([{ name: 'health', endpoint: true, now, before }], 'the week before', 10_080).fact).toBe(
      'up 25 % of 4 minutes, of 10,080: the rest was not looked at; nothing is known of the week before',
    );
  });

  test('no data is nothing seen', () => expect(minutesOf([], [])).toEqual({ seen: 0, well: 0, unseen: 0 }));
});

describe('an optional endpoint', () => {
  const ENDPOINTS = [
    { name: 'health', url: 'https://atlas.example.org/api/v1/health/' },
    { name: 'openai', url: 'https://atlas.example.org/api/v1/health/openai', optional: true },
  ];

  /** A day and the day before it, in which the optional endpoint was so, with a response time where it answered. */
  async function dayWith(up: (atMs: number) => number, answers: boolean) {
    const world = new World({ endpoints: ENDPOINTS, components: [] });
    const gauge = (key: 'up' | 'responseTime', Endpoint: string, value: (atMs: number) => number) =>
      world.gauge(key, { Endpoint }, 2 * DAY, MINUTE, value);
    await gauge('up', 'health', (atMs) => (atMs < NOW - 10 * MINUTE ? 1 : 0));
    await gauge('up', 'openai', up);
    if (answers) await gauge('responseTime', 'openai', () => 0.1);
    return health.ask(world.scope('daily'));
  }

  test('that does not exist is no part of the uptime', async () => {
    expect((await dayWith(() => 1, false)).more).toEqual(['health: down in 10 minutes']);
    const world = new World({ endpoints: ENDPOINTS.slice(1), components: [] });
    await world.gauge('up', { Endpoint: 'openai' }, DAY, MINUTE, () => 1);
    expect(await health.ask(world.scope('daily'))).toEqual({
      status: 'unknown',
      fact: 'every endpoint is optional, and none exists',
    });
  });

  test('that answers is', async () => {
    const down = (atMs: number) => (atMs < NOW - 20 * MINUTE ? 1 : 0);
    expect((await dayWith(down, true)).more).toEqual(['health: down in 10 minutes', 'openai: down in 20 minutes']);
    expect((await dayWith(down, false)).more).toEqual(['health: down in 10 minutes', 'openai: down in 20 minutes']);
  });

  test('that nobody looked at is not known, whether it exists or not', async () => {
    const world = new World({ endpoints: ENDPOINTS, components: [] });
    await world.gauge('up', { Endpoint: 'health' }, DAY, MINUTE, () => 1);
    expect(await health.ask(world.scope('daily'))).toMatchObject({
      status: 'unknown',
      fact: 'openai: no probe in all that time',
    });
  });
});
