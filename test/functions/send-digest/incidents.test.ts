import { describe, expect, test } from 'vitest';
import { judgeFrequency, noisiestOf } from '../../../functions/send-digest/items/frequency.ts';
import { incidents, judgeIncidents } from '../../../functions/send-digest/items/incidents.ts';
import { EMPTY_STATE } from '../../../functions/shared/incident/reporter-state.ts';
import { DAY, incidentOf, NOW, World } from './support.ts';

const world = new World();
const scope = world.scope('daily');
const DAY_MINUTES = 1440;

describe('incidents of the day', () => {
  test.each([
    ['none', [], 'well', 'none; the day before none', []],
    [
      'one that is over',
      [incidentOf('server-errors', 60, 40)],
      'well',
      '1, all closed; the day before none',
      ['2026-11-26 06:00 UTC  20 min  ALERT many server errors'],
    ],
    [
      'one that is open',
      [incidentOf('server-errors', 90, undefined)],
      'bad',
      '1, 1 still open; the day before none',
      ['2026-11-26 05:30 UTC  open for 1 h 30 min  ALERT many server errors'],
    ],
    [
      'one that is open since the running minute',
      [incidentOf('server-errors', -0.5, undefined)],
      'bad',
      '1, 1 still open; the day before none',
      ['2026-11-26 07:00 UTC  open for 0 s  ALERT many server errors'],
    ],
    [
      'one that began before the day and ended in it',
      [incidentOf('slow', DAY_MINUTES + 60, DAY_MINUTES - 60)],
      'well',
      '1, all closed; the day before 1',
      ['2026-11-25 06:00 UTC  2 h  ALERT endpoint  is slow'],
    ],
    [
      'one that was over before the day',
      [incidentOf('slow', DAY_MINUTES + 60, DAY_MINUTES + 30)],
      'well',
      'none; the day before 1',
      [],
    ],
    [
      'one in a silence',
      [incidentOf('server-errors', 60, 40, { sent: [] })],
      'well',
      '1, all closed; the day before none',
      ['2026-11-26 06:00 UTC  20 min  ALERT many server errors  (no message sent)'],
    ],
  ])('%s', (_title, all, status, fact, more) =>
    expect({ more: [], ...judgeIncidents(all, scope) }).toEqual({ status, fact, more }),
  );

  test('they come from what the reporter has open and from what it archived, each once', async () => {
    const open = incidentOf('slow', 30, undefined);
    const over = incidentOf('server-errors', 60, 40);
    await world.store.state.archive(over);
    await world.store.state.save({ ...EMPTY_STATE, incidents: [open, over] });
    expect((await incidents.ask(world.scope('daily'))).fact).toBe('2, 1 still open; the day before none');
  });

  test('many are cut, and the cut is said', () => {
    const many = Array.from({ length: 13 }, (_, i) => incidentOf('slow', 60 + i * 20, 50 + i * 20));
    expect(judgeIncidents(many, scope).more?.at(-1)).toBe('and 3 more: npx atlasml-monitor incident list');
  });
});

describe('how often alerts come', () => {
  const scope = world.scope('weekly');
  const week = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => incidentOf('server-errors', 60 + from + i * 300, 50 + from + i * 300));

  test.each([
    ['one a day at most is well', week(7), 'well', '7 incidents; the week before 0'],
    ['more are noise', week(8), 'bad', '8 incidents; the week before 0'],
    ['the week before is counted apart', [...week(1), ...week(4, 7 * DAY_MINUTES)], 'well', '1 incident; the week before 4'],
    ['none', [], 'well', '0 incidents; the week before 0'],
  ])('%s', (_title, all, status, fact) => expect(judgeFrequency(all, scope, 7)).toMatchObject({ status, fact }));

  test('the noisiest alarm is named when it was part of three, with what its history suggests', () => {
    expect(noisiestOf(week(2))).toBeUndefined();
    const suggestion = { key: 'serverErrors', threshold: 25, present: 10, episodes: 1, insteadOf: 5 } as const;
    expect(judgeFrequency([...week(3), incidentOf('slow', 90, 80)], scope, 7, suggestion)).toEqual({
      status: 'bad',
      fact: '4 incidents; the week before 0',
      more: [
        'noisiest: many server errors, in 3 of 4',
        'with thresholds.serverErrors: 25 (now 10) it would have gone off 1 time, not 5',
      ],
    });
  });
});

test('the window ends now and the one before ends where it begins', () => {
  const { window: week, before } = world.scope('weekly');
  expect(week).toEqual({ startMs: NOW - 7 * DAY, endMs: NOW - 1 });
  expect(before).toEqual({ startMs: NOW - 14 * DAY, endMs: NOW - 7 * DAY - 1 });
});
