import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTelling } from '../../../../functions/report-incident/tell/next-telling.ts';
import { escalatedAfter, wantedBy } from '../../../../functions/report-incident/tell/routed.ts';
import { allTold, markTold, telling } from '../../../../functions/report-incident/tell/tell.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { routeFaults } from '../../../../functions/shared/config/route-faults.ts';
import type { Route } from '../../../../functions/shared/config/routes.ts';
import { SIGNAL_NAMES } from '../../../../functions/shared/config/signal-names.ts';
import { emptyRecord } from '../../../../functions/shared/incident/receiver-record.ts';
import { CHANNELS } from '../../../../functions/shared/observation.ts';
import { SIGNALS } from '../../../../functions/shared/signals/signals.ts';
import { incident, member, NOW, toldBefore } from '../support.ts';

const MINUTE = 60_000;
const route = (more: Partial<Route>): Route => ({ to: [], severities: ['page', 'warn'], afterMinutes: 0, ...more });
const OFFICE = { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], from: '08:00', to: '18:00', timezone: 'Europe/Berlin' } as const;
const at = (time: string) => Date.parse(time);
const page = (more: object = {}) => incident([member('endpoint-down', 2, { subject: 'health' })], more);
const warning = (more: object = {}) => incident([member('slow', 2, { subject: 'health' })], more);
/** Of Slack, PagerDuty and e-mail those who hear of an incident that they do not know. */
const heard = (routes: Route[] | undefined, about = page(), nowMs = NOW, silence?: { fromMs: number; untilMs: number }) => {
  const names = ['slack', 'pagerduty', 'email ops@example.org'];
  const wanted = wantedBy(routes, names, silence && { ...silence, why: '', by: '' });
  return names.filter((name) => wanted(name, about, nowMs)).map((name) => name.split(' ')[0]);
};

test('the names of signals that a route may hold are those of the table', () => {
  for (const severity of ['page', 'warn'] as const)
    expect(SIGNALS.filter((s) => s.severity === severity).map((s) => s.id)).toEqual(SIGNAL_NAMES[severity]);
});

describe('who hears first', () => {
  test('without routes all do', () => expect(heard(undefined)).toEqual(['slack', 'pagerduty', 'email']));

  test('by how loud it is', () => {
    const routes = [route({ to: ['slack', 'email'] }), route({ to: ['pagerduty'], severities: ['page'] })];
    expect(heard(routes)).toEqual(['slack', 'pagerduty', 'email']);
    expect(heard(routes, warning())).toEqual(['slack', 'email']);
  });

  test('by the signal: one alarm of the incident is enough', () => {
    const routes = [route({ to: ['slack'] }), route({ to: ['pagerduty'], signals: ['endpoint-down'] })];
    expect(heard(routes, incident([member('server-errors', 1)]))).toEqual(['slack']);
    expect(heard(routes, incident([member('server-errors', 1), member('endpoint-down', 1)]))).toEqual(['slack', 'pagerduty']);
  });

  test.each<[string, string, boolean]>([
    ['on Friday evening', '2026-11-27T16:59:59Z', true],
    ['at its end', '2026-11-27T17:00:00Z', false],
    ['on Saturday', '2026-11-28T10:00:00Z', false],
    ['in winter, when Berlin is an hour ahead', '2026-10-26T06:59:00Z', false],
    ['', '2026-10-26T07:00:00Z', true],
    ['in summer, when it is two', '2026-10-23T06:00:00Z', true],
    ['', '2026-10-23T05:59:00Z', false],
  ])('by the clock of the zone: %s %s', (_title, time, isHeard) => {
    const routes = [route({ to: ['slack'] }), route({ to: ['email'], hours: OFFICE })];
    expect(heard(routes, page(), at(time))).toEqual(isHeard ? ['slack', 'email'] : ['slack']);
  });

  test('hours over midnight, on the night when the clock goes back: both hours of the name are in it', () => {
    const night = { days: ['SAT'], from: '22:00', to: '03:00', timezone: 'Europe/Berlin' } as const;
    const times = ['2026-10-24T20:00Z', '2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T02:00Z', '2026-10-24T19:59Z'];
    const routes = [route({ to: ['slack'] }), route({ to: ['email'], hours: night })];
    expect(times.map((time) => heard(routes, page(), at(time)).includes('email'))).toEqual([true, true, true, false, false]);
  });

  test('who comes after 15 minutes, and not where somebody has it, or nobody could know', () => {
    const routes = [route({ to: ['slack'] }), route({ to: ['pagerduty'], afterMinutes: 15 })];
    const old = page({ openedMs: NOW - 20 * MINUTE, members: [member('endpoint-down', 15)] });
    expect(heard(routes, old)).toEqual(['slack', 'pagerduty']);
    expect(heard(routes, old, NOW - 1)).toEqual(['slack']);
    expect(heard(routes, { ...old, acknowledgedBy: 'ann' })).toEqual(['slack']);
    expect(heard(routes, { ...old, resolvedMs: NOW })).toEqual(['slack']);
    expect(heard(routes, old, NOW, { fromMs: NOW - 60 * MINUTE, untilMs: NOW - 5 * MINUTE })).toEqual(['slack']);
    expect(escalatedAfter(routes, 'pagerduty', old, NOW)).toBe(15);
    expect(escalatedAfter(routes, 'slack', old, NOW)).toBeUndefined();
  });

  test('a page that its route takes to nobody who is there goes to all, a warning does not', () => {
    const routes = [route({ to: ['teams'] })];
    expect(heard(routes)).toEqual(['slack', 'pagerduty', 'email']);
    expect(heard(routes, warning())).toEqual([]);
    expect(heard([route({ to: [] })])).toEqual([]);
  });
});

describe('who heard of the begin hears of the rest', () => {
  const night = at('2026-11-28T02:00:00Z');
  const open = page({ openedMs: night - 9 * MINUTE, revision: 2 });

  test.each([
    ['a change', open, toldBefore(), { send: true, reason: 'changed' }],
    ['the end', { ...open, resolvedMs: night }, toldBefore({ revision: 2 }), { send: true, reason: 'resolved' }],
    ['the begin', open, undefined, { send: false, reason: 'not-routed' }],
    ['the end of what it never heard of', { ...open, resolvedMs: night }, undefined, { send: false, reason: 'not-routed' }],
    [
      'a reminder',
      { ...open, openedMs: night - 90 * MINUTE },
      toldBefore({ revision: 2 }),
      { send: false, reason: 'nothing-new' },
    ],
  ])('out of its hours, %s', (_title, about, told, expected) => {
    expect(telling(about, told, night, undefined, false)).toEqual(expected);
  });

  test('what lasts is told when its hours begin, and what ended in the night is forgotten', () => {
    const wanted = wantedBy([route({ to: ['slack'] }), route({ to: ['email'], hours: OFFICE })], ['slack', 'email']);
    const about = page({ openedMs: at('2026-11-27T02:00:00Z') });
    const next = (nowMs: number) =>
      nextTelling({ incidents: [about] }, emptyRecord('email'), nowMs, undefined, (i) => wanted('email', i, nowMs))?.kind;
    expect([at('2026-11-27T06:59:00Z'), at('2026-11-27T07:00:00Z')].map(next)).toEqual([undefined, 'opened']);
    const over = { ...about, resolvedMs: at('2026-11-27T03:00:00Z') };
    const slack = markTold(emptyRecord('slack'), over, NOW, { short: 's', kind: 'resolved' });
    const state = { version: 1, incidents: [over], notices: [] };
    expect(allTold(state, [slack, emptyRecord('email')], [], NOW, wanted)).toEqual([over]);
    expect(allTold(state, [slack, emptyRecord('email')], [], NOW)).toEqual([]);
  });
});

const days = fc.subarray(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const, { minLength: 1 });
const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:00`);
const hours = fc
  .record({ days, from: hour, to: hour, timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York') })
  .filter(({ from, to }) => from !== to);
const routes = fc.array(
  fc.record({
    to: fc.subarray(['slack', 'pagerduty', 'email'] as const),
    severities: fc.subarray(['page', 'warn'] as const, { minLength: 1 }),
    signals: fc.option(fc.subarray([...SIGNAL_NAMES.page, ...SIGNAL_NAMES.warn], { minLength: 1 }), { nil: undefined }),
    hours: fc.option(hours, { nil: undefined }),
    afterMinutes: fc.constantFrom(0, 0, 15),
  }),
  { minLength: 1, maxLength: 5 },
);
const receivers = { timezone: 'UTC', email: ['a@example.org'], slack: {}, pagerduty: {} };

test('an opened page is told to somebody at once, at any time, but where a route to nobody takes it: for any routes', () => {
  const moments = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
  fc.assert(
    fc.property(routes, fc.constantFrom(...SIGNAL_NAMES.page), moments, (given, signal, nowMs) => {
      const about = incident([member(signal, 0)], { openedMs: nowMs });
      const plainly = given.some(({ to, severities }) => to.length === 0 && severities.includes('page'));
      if (!plainly) expect(heard(given, about, nowMs)).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('and routes that pass the check need no such rescue: their own receivers hear of it', () => {
  const moments = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
  const covered = fc
    .tuple(routes, hours)
    // Half of the week by one route, the other half by another: that is what people write.
    .map(([some, { days: some2, timezone }]) => {
      const rest = (['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const).filter((day) => !some2.includes(day));
      const day = (of: readonly string[]) => ({ days: of as never, from: '00:00', to: '24:00', timezone });
      const pages = { severities: ['page'] as ('page' | 'warn')[], signals: undefined, afterMinutes: 0 };
      return [
        ...some.filter(({ to }) => to.length > 0),
        { to: ['slack' as const], ...pages, hours: day(some2) },
        ...(rest.length > 0 ? [{ to: ['email' as const], ...pages, hours: day(rest) }] : []),
        { to: ['pagerduty' as const, 'email' as const, 'slack' as const], ...pages, afterMinutes: 15, hours: undefined },
      ];
    });
  fc.assert(
    fc.property(covered, fc.constantFrom(...SIGNAL_NAMES.page), moments, (given, signal, nowMs) => {
      expect(routeFaults({ ...receivers, routes: given })).toEqual([]);
      const about = incident([member(signal, 0)], { openedMs: nowMs });
      const own = CHANNELS.filter((channel) => given.some((one) => one.to.some((to) => to === channel)));
      const first = wantedBy(given, [...own, 'nobody']);
      // The rescue would tell a receiver that no route names as well.
      expect(first('nobody', about, nowMs)).toBe(false);
      expect(own.some((name) => first(name, about, nowMs))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a configuration with routes, its hours in its own time zone', () => {
  const { routes: resolved } = resolveConfig({
    endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
    email: ['a@example.org'],
    timezone: 'Europe/Berlin',
    routes: [{ to: ['email'] }, { to: ['email'], hours: { days: ['SUN'], from: '10:00' }, afterMinutes: 5 }],
  });
  expect(resolved?.[1]).toEqual({
    to: ['email'],
    severities: ['page', 'warn'],
    hours: { days: ['SUN'], from: '10:00', to: '24:00', timezone: 'Europe/Berlin' },
    afterMinutes: 5,
  });
});
