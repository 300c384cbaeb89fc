import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import { alarm } from '../support/fakes.ts';
import { MINUTE, START } from './plan.ts';
import { Inbox, Scenario } from './scenario.ts';

const down = (value: 'ALARM' | 'OK', sinceMs = START) => alarm('endpoint-down', value, { subject: 'health', sinceMs });
const LONG = 'x'.repeat(10_000);
const member = {
  alarm: down('ALARM').name,
  signal: 'endpoint-down',
  subject: 'health',
  title: 't',
  severity: 'page',
  state: 'alarm',
};
const incident = { id: 'a', openedMs: START - 3_600_000, revision: 2, changes: [], members: [member] };

/** What one e-mail receiver gets of an outage that is on and then over, with this in the store before. */
async function outage(state: object, record?: object) {
  const email = new Inbox('email');
  const scenario = new Scenario([email]);
  scenario.records.spoil('state', 'reporter', JSON.stringify({ schema: 2, incidents: [incident], notices: [], ...state }), 4);
  if (record) {
    const told = { receiver: 'email', told: {}, attempts: [], noticed: [], ...record };
    scenario.records.spoil('state', 'told email', JSON.stringify(told), 4);
  }
  scenario.alarms = [down('ALARM')];
  const during = await scenario.minutes(3);
  scenario.alarms = [down('OK', scenario.clock.now())];
  const after = await scenario.minutes(3);
  const bytes = (await scenario.records.list('state')).map((r) => Buffer.byteLength(r.json));
  const notices = email.got.filter((m) => m.tag === 'NOTICE').length;
  const kinds = email.got.filter((m) => m.tag !== 'NOTICE').map((m) => m.kind);
  return { kinds, notices, most: Math.max(...bytes), errors: [...during, ...after].filter((o) => o instanceof Error) };
}

const OUTAGE = { kinds: ['opened', 'resolved'], notices: 0, errors: [], most: expect.toSatisfy((n: number) => n < 200_000) };

describe('whatever is stored, an outage is told and its end too', () => {
  test.each<[string, object]>([
    ['causes that are no list', { causes: {} }],
    ['an account that is none', { account: 7 }],
    ['an account without its parts', { account: {} }],
    ['relapses that are no number', { relapses: {} }],
    ['an end without a time', { resolvedMs: null }],
    ['a part that is not known and very long', { extra: LONG.repeat(50) }],
    ['a signal that is a word of the language', { members: [{ ...member, signal: '__proto__' }] }],
    ['a very long title', { members: [{ ...member, title: LONG.repeat(30) }] }],
    ['a member with more than is known', { members: [{ ...member, extra: LONG.repeat(50) }] }],
    ['a proof that is none', { members: [{ ...member, good: null, changedMs: 'x', spokenMs: {} }] }],
  ])('an incident with %s', async (_title, more) => {
    expect(await outage({ incidents: [{ ...incident, ...more }] })).toEqual(OUTAGE);
  });

  test.each<[string, object]>([
    ['a pause until the year 2255', { notBeforeMs: 9e12 }],
    ['an attempt in the year 2255', { attempts: [{ key: 'a 2 opened', atMs: 9e12, count: 3 }] }],
    ['20,000 notices that were told', { noticed: Array.from({ length: 20_000 }, (_, i) => `notice ${i} ${LONG.slice(0, 20)}`) }],
  ])('a record of the receiver with %s', async (_title, record) => {
    expect(await outage({}, record)).toEqual(OUTAGE);
  });

  test('an incident whose id fills no key is set aside, and the outage is told anew', async () => {
    expect(await outage({ incidents: [{ ...incident, id: LONG }] })).toEqual({ ...OUTAGE, notices: 1 });
  });

  test('200 notices, or ten that are very long: the newest ten are told once', async () => {
    const notices = Array.from({ length: 200 }, (_, i) => ({ id: `n${i}`, atMs: START, text: LONG.repeat(5) }));
    expect(await outage({ notices })).toEqual({ ...OUTAGE, notices: 10 });
  });
});

test('200 damaged incidents that are set aside slowly keep no message back', async () => {
  const email = new Inbox('email');
  const scenario = new Scenario([email]);
  const incidents = Array.from({ length: 200 }, (_, i) => ({ id: `d${i}` }));
  scenario.records.spoil('state', 'reporter', JSON.stringify({ schema: 2, incidents, notices: [] }), 4);
  const { setAside } = scenario.store;
  const sleep = scenario.clock.sleep;
  scenario.store = { ...scenario.store, setAside: (...args) => sleep(1_000).then(() => setAside(...args)) };
  scenario.alarms = [down('ALARM')];
  await scenario.minutes(1);
  expect(email.got[0]).toMatchObject({ kind: 'opened', tag: 'DOWN' });
});

describe('a receiver that misbehaves fails alone', () => {
  test.each<[string, () => never | Promise<never>]>([
    [
      'throws at once',
      () => {
        throw new Error('at once');
      },
    ],
    ['rejects with nothing', () => Promise.reject()],
    ['rejects with a text', () => Promise.reject('no')],
    ['rejects with 100,000 characters', () => Promise.reject(new Error('é '.repeat(50_000)))],
  ])('that %s', async (_title, deliver) => {
    const email = new Inbox('email');
    const scenario = new Scenario([new Inbox('slack', deliver), email]);
    scenario.alarms = [down('ALARM')];
    const outcomes = await scenario.minutes(2);
    expect(outcomes.map((o) => o instanceof Error && o.message.startsWith('not delivered: '))).toEqual([true, true]);
    expect(email.kinds).toEqual(['opened']);
    const { receivers } = await scenario.store.load(['slack']);
    expect(receivers.slack).toMatchObject({ attempts: [], failing: { sinceMs: START } });
    expect(receivers.slack?.busyUntilMs).toBeUndefined();
    expect(JSON.stringify(receivers.slack).length).toBeLessThan(2_000);
  });
});

test.each<[string, object[]]>([
  ['nothing', [null as never]],
  ['an alarm without a name', [{ ...down('ALARM'), name: undefined }]],
  ['an alarm without a time', [{ ...alarm('server-errors', 'ALARM'), sinceMs: Number.NaN }]],
])('among the alarms is %s: what is down is told once', async (_title, more) => {
  const email = new Inbox('email');
  const scenario = new Scenario([email]);
  scenario.configured = [down('ALARM')];
  const states = [down('ALARM'), ...(more as ReturnType<typeof down>[])];
  scenario.sees = async () => states;
  await scenario.minutes(4);
  expect(email.kinds).toEqual(['opened']);
});

test('the clock is set back 30 minutes after a send whose answer was lost: it is told within the next run', async () => {
  const email = new Inbox('email', () => Promise.reject(new DeliveryError('lost', 'retry', { ambiguous: true })));
  const scenario = new Scenario([email]);
  scenario.alarms = [down('ALARM')];
  await scenario.minutes(1);
  scenario.skewMs = -30 * MINUTE;
  const late = new Inbox('email');
  email.deliver = late.deliver;
  await scenario.minutes(1);
  expect(late.kinds).toEqual(['opened']);
});
