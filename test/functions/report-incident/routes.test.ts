import { expect, test } from 'vitest';
import { obeyAndSave } from '../../../functions/report-incident/command.ts';
import type { Route } from '../../../functions/shared/config/routes.ts';
import { Inbox, Scenario } from '../../faults/scenario.ts';
import { alarm } from '../../support/fakes.ts';

const route = (more: Partial<Route>): Route => ({ to: [], severities: ['page', 'warn'], afterMinutes: 0, ...more });
const ROUTES = [
  route({ to: ['slack'] }),
  route({ to: ['pagerduty'], severities: ['page'], afterMinutes: 15 }),
  // The scenario begins on a Wednesday at 10:00.
  route({ to: ['email'], severities: ['warn'], hours: { days: ['WED'], from: '11:30', to: '18:00', timezone: 'Europe/Berlin' } }),
];

function world() {
  const [slack, pagerduty, email] = [new Inbox('slack'), new Inbox('pagerduty'), new Inbox('email ops@example.org')];
  const scenario = new Scenario([slack, pagerduty, email]);
  scenario.config = { ...scenario.config, routes: ROUTES };
  const see = (value: 'ALARM' | 'OK', signal: 'endpoint-down' | 'slow') => {
    scenario.alarms = [alarm(signal, value, { subject: 'health', sinceMs: scenario.clock.now() })];
  };
  const kinds = () => [slack, pagerduty, email].map((inbox) => inbox.kinds);
  return { scenario, see, kinds, pagerduty };
}

test('a page goes on to the next receiver when nobody acknowledges it for 15 minutes; both hear of its end', async () => {
  const { scenario, see, kinds, pagerduty } = world();
  see('ALARM', 'endpoint-down');
  await scenario.minutes(15);
  expect(kinds()).toEqual([['opened'], [], []]);
  await scenario.minutes(2);
  expect(kinds()).toEqual([['opened'], ['opened'], []]);
  expect(pagerduty.got[0]?.notices).toEqual(['Nobody has acknowledged this for 15 minutes, so it comes to you as well.']);
  see('OK', 'endpoint-down');
  await scenario.minutes(2);
  expect(kinds()).toEqual([['opened', 'resolved'], ['opened', 'resolved'], []]);
  expect((await scenario.store.load()).state.incidents).toEqual([]);
});

test('one that somebody has goes to nobody else, and its end to nobody who never heard of it', async () => {
  const { scenario, see, kinds } = world();
  see('ALARM', 'endpoint-down');
  await scenario.minutes(10);
  await obeyAndSave({ command: 'ack', by: 'ann' }, scenario.store, scenario.clock);
  await scenario.minutes(20);
  see('OK', 'endpoint-down');
  await scenario.minutes(2);
  expect(kinds()).toEqual([['opened', 'changed', 'resolved'], [], []]);
  expect((await scenario.store.load()).state.incidents).toEqual([]);
});

test('a warning waits for the hours of its receiver; its end comes at any hour', async () => {
  const { scenario, see, kinds } = world();
  see('ALARM', 'slow');
  await scenario.minutes(29);
  expect(kinds()).toEqual([['opened'], [], []]);
  await scenario.minutes(3);
  expect(kinds()).toEqual([['opened'], [], ['opened']]);
  see('OK', 'slow');
  await scenario.minutes(2);
  expect(kinds()).toEqual([['opened', 'resolved'], [], ['opened', 'resolved']]);
});
