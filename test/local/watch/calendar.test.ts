import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';
import { plannedWindows, scheduleOf } from '../../../local/watch/calendar.ts';
import { keepTimetable } from '../../../local/watch/timetable.ts';
import { StillClock } from '../../support/fakes.ts';

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16));
const times = (expression: string, timezone: string, from: string, count: number) => {
  const schedule = scheduleOf(expression, timezone);
  const found: (string | undefined)[] = [];
  let at: number | undefined = Date.parse(`${from}Z`);
  for (let i = 0; i < count && at !== undefined; i++) {
    at = schedule.after(at);
    found.push(iso(at));
  }
  return found;
};

describe('a time of the day stays the same when the clocks change', () => {
  test.each([
    ['Berlin in spring', '0 7 * * *', 'Europe/Berlin', '2026-03-28T00:00', ['2026-03-28T06:00', '2026-03-29T05:00']],
    ['Berlin in autumn', '0 7 * * *', 'Europe/Berlin', '2026-10-24T00:00', ['2026-10-24T05:00', '2026-10-25T06:00']],
    ['New York in spring', '0 7 * * *', 'America/New_York', '2026-03-07T06:00', ['2026-03-07T12:00', '2026-03-08T11:00']],
    ['New York in autumn', '0 7 * * *', 'America/New_York', '2026-10-31T06:00', ['2026-10-31T11:00', '2026-11-01T12:00']],
  ])('%s', (_, expression, timezone, from, expected) => {
    expect(times(expression, timezone, from, 2)).toEqual(expected);
  });
});

describe('a time that a change leaves out comes after it, and one that it doubles comes once', () => {
  test.each([
    ['Berlin leaves out 2:30', '30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['Berlin has 2:30 twice', '30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['New York leaves out 2:30', '30 2 * * *', 'America/New_York', '2026-03-07T12:00', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['New York has 1:30 twice', '30 1 * * *', 'America/New_York', '2026-10-31T12:00', ['2026-11-01T05:30', '2026-11-02T06:30']],
    [
      'once, in an hour that is left out',
      '2026-03-29T02:30',
      'Europe/Berlin',
      '2026-01-01T00:00',
      ['2026-03-29T01:30', undefined],
    ],
  ])('%s', (_, expression, timezone, from, expected) => {
    expect(times(expression, timezone, from, 2)).toEqual(expected);
  });
});

describe('planned windows', () => {
  const open = async (window: object, at: string) => {
    const input = { endpoints: [{ name: 'health', url: 'https://a.example.org/' }], timezone: 'Europe/Berlin' };
    const { maintenance } = resolveConfig({ ...input, maintenance: [{ name: 'updates', ...window }] });
    return plannedWindows(maintenance, new StillClock(`${at}Z`)).open();
  };
  const nightly = { schedule: '0 2 * * *', minutes: 120 };

  test.each([
    ['before', '2026-07-01T23:59:59', undefined],
    ['at its begin', '2026-07-02T00:00:00', 'updates'],
    ['in its last second', '2026-07-02T01:59:59', 'updates'],
    ['when it is over', '2026-07-02T02:00:00', undefined],
    // 2:00 does not exist on this night: it opens at 3:00, which is 1:00 UTC, and lasts its two hours.
    ['in spring before the clocks change', '2026-03-29T00:59:59', undefined],
    ['in spring when they have changed', '2026-03-29T01:00:00', 'updates'],
    ['in spring until its length is over', '2026-03-29T02:59:59', 'updates'],
    ['in spring after it', '2026-03-29T03:00:00', undefined],
    // In autumn 2:00 comes at 0:00 and at 1:00 UTC: it opens at the first.
    ['in autumn at the first', '2026-10-25T00:00:00', 'updates'],
    ['in autumn after its length', '2026-10-25T02:00:00', undefined],
  ])('%s', async (_, at, expected) => {
    expect(await open(nightly, at)).toBe(expected);
  });

  test('one time', async () => {
    const once = { schedule: '2026-12-24T18:00', minutes: 60 };
    expect(await open(once, '2026-12-24T16:59:59')).toBeUndefined();
    expect(await open(once, '2026-12-24T17:00:00')).toBe('updates');
    expect(await open(once, '2026-12-24T18:00:00')).toBeUndefined();
  });

  test('in a time zone of its own, on Sundays when the clocks change in New York', async () => {
    const sundays = { schedule: '0 1 * * SUN', minutes: 180, timezone: 'America/New_York' };
    // Spring: 1:00 EST is 6:00 UTC. Autumn: 1:00 EDT is 5:00 UTC.
    expect(await open(sundays, '2026-03-08T05:59:59')).toBeUndefined();
    expect(await open(sundays, '2026-03-08T08:59:59')).toBe('updates');
    expect(await open(sundays, '2026-11-01T05:00:00')).toBe('updates');
    expect(await open(sundays, '2026-11-01T08:00:00')).toBeUndefined();
  });
});

test('tasks come at their times, one that fails is told and comes again, and none holds another up', async () => {
  const clock = new SimulatedClock(Date.parse('2026-11-25T06:58:00Z'));
  const done: string[] = [];
  const failed: string[] = [];
  const note = (name: string) => done.push(`${iso(clock.now())} ${name}`);
  void keepTimetable(
    [
      { name: 'daily', schedule: scheduleOf('0 7 * * *', 'UTC'), run: async () => note('daily') },
      { name: 'slow', schedule: scheduleOf('* * * * *', 'UTC'), run: () => clock.sleep(90_000).then(() => note('slow')) },
      { name: 'bad', schedule: scheduleOf('59 6 * * *', 'UTC'), atStart: true, run: () => Promise.reject(new Error('no')) },
    ],
    clock,
    (name, error) => failed.push(`${iso(clock.now())} ${name}: ${error.message}`),
    new AbortController().signal,
  );
  await clock.runUntil(Date.parse('2026-11-25T07:03:00Z'));
  expect(done).toEqual(['2026-11-25T07:00 daily', '2026-11-25T07:00 slow', '2026-11-25T07:02 slow']);
  expect(failed).toEqual(['2026-11-25T06:58 bad: no', '2026-11-25T06:59 bad: no']);
});
