import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import { emptyMemory } from '../../functions/shared/incident/remembering-store.ts';
import { stateStore } from '../../functions/shared/incident/state-store.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { alarm, proving } from '../support/fakes.ts';
import { MINUTE, START } from './plan.ts';
import { Inbox, never, Scenario } from './scenario.ts';

const down = (value: AlarmState['value'], subject = 'health', more: Partial<AlarmState> = {}) =>
  alarm('endpoint-down', value, { subject, ...more });

describe('found in use: delivery and state', () => {
  test('A1: a Slack that never answers, with eleven ends still to tell, costs e-mail a second at most and no copy', async () => {
    const [slack, email] = [new Inbox('slack'), new Inbox('email')];
    const scenario = new Scenario([slack, email]);
    slack.deliver = async () => Promise.reject(new DeliveryError('Slack is away', 'retry'));
    for (let i = 0; i < 11; i++) {
      scenario.alarms = [alarm('server-errors', 'ALARM', { sinceMs: scenario.clock.now() })];
      await scenario.minutes(1);
      scenario.alarms = [alarm('server-errors', 'OK', { sinceMs: scenario.clock.now() })];
      await scenario.minutes(1);
    }
    expect(email.kinds).toEqual(Array(11).fill(['opened', 'resolved']).flat());
    slack.deliver = never;
    const at: number[] = [];
    email.deliver = async (message) => {
      email.got.push(message);
      at.push(scenario.clock.now());
      return undefined;
    };
    scenario.alarms = [down('ALARM', 'health', { sinceMs: scenario.clock.now() })];
    const beganMs = scenario.clock.now();
    await scenario.minutes(50);
    expect(email.got.slice(22).map((m) => [m.kind, m.tag])).toEqual([['opened', 'DOWN']]);
    expect((at[0] ?? Number.POSITIVE_INFINITY) - beganMs).toBeLessThanOrEqual(1_000);
    // What waited longest is not lost either: Slack is back, and hears in one message what is open and what was over before it.
    slack.deliver = async (message) => {
      slack.got.push(message);
      return undefined;
    };
    await scenario.minutes(15);
    expect(slack.kinds).toEqual(['opened', 'reminded']);
    expect(slack.got[0]?.notices?.filter((n) => n.startsWith('Ended before this: many server errors'))).toHaveLength(3);
    expect(slack.got[0]?.notices?.at(-1)).toContain('And 8 more incidents');
  });

  test('what was told while the store took nothing is saved when it is back, before the process ends', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    const { store } = scenario;
    scenario.store = { ...store, saveReceiver: async () => Promise.reject(new Error('the store is away')) };
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(2);
    scenario.store = store;
    await scenario.minutes(1);
    scenario.memory = emptyMemory();
    await scenario.minutes(3);
    expect(email.kinds).toEqual(['opened']);
  });

  test('A2: a receiver that limits the rate is asked again no sooner than it said, also when that is longer than a run', async () => {
    const [slack, email] = [new Inbox('slack'), new Inbox('email')];
    const scenario = new Scenario([slack, email]);
    const asked: number[] = [];
    slack.deliver = async () => {
      asked.push((scenario.clock.now() - START) / MINUTE);
      throw new DeliveryError('Slack answered HTTP 429', 'retry', { retryAfterMs: 10 * MINUTE });
    };
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(21);
    expect(asked).toEqual([0, 10, 20]);
    expect(email.kinds).toEqual(['opened']);
  });

  test.each([
    ['in one process', false],
    ['in a new process each time', true],
  ])('A5: the write after a send is refused for an hour, %s: few copies', async (_title, cold) => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    const { store } = scenario;
    const refuse = async () => Promise.reject(new Error('the disk is full'));
    scenario.store = { ...store, save: refuse, saveReceiver: refuse };
    scenario.alarms = [down('ALARM', 'health', { sinceMs: START })];
    for (let i = 0; i < 60; i++) {
      if (cold) scenario.memory = { receivers: new Map() };
      const [outcome] = await scenario.minutes(1);
      expect(outcome).toBeInstanceOf(Error);
    }
    expect(email.got.length).toBeGreaterThanOrEqual(1);
    expect(email.got.length).toBeLessThan(10);
    scenario.store = store;
    scenario.alarms = [down('OK', 'health', { sinceMs: scenario.clock.now() })];
    if (!cold) {
      await scenario.minutes(3);
      expect(email.kinds.at(-1)).toBe('resolved');
    }
  });

  test.each([
    ['{}', '{}'],
    ['null', 'null'],
    ['no JSON', 'x'],
    ['an incident without changes', '{"incidents":[{"id":"a","openedMs":1795600000000,"members":[{"alarm":"x"}]}]}'],
    ['an incident that is none', '{"incidents":[null,7]}'],
    ['a lease until the year 253,000', '{"incidents":[],"leaseUntilMs":7984000000000000}'],
    ['a silence until the year 253,000', '{"incidents":[],"silence":{"fromMs":1795600000000,"untilMs":7984000000000000}}'],
    ['a newer version', '{"schema":7,"incidents":[],"what":"ever"}'],
  ])('A6: the stored state is %s: a new DOWN is told all the same', async (_title, json) => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.records.spoil('state', 'reporter', json, 4);
    scenario.records.spoil('state', 'told email', json, 9);
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(5);
    expect(email.kinds.filter((k) => k === 'opened' || k === 'changed')).not.toEqual([]);
    const { state } = await scenario.store.load();
    expect(state.incidents).not.toEqual([]);
    scenario.alarms = [down('OK', 'health', { sinceMs: scenario.clock.now() })];
    scenario.configured = [];
    await scenario.minutes(4);
    expect(email.kinds).toContain('resolved');
  });

  test('A6: what could not be used is kept aside and told once', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.records.spoil('state', 'reporter', 'x', 4);
    await scenario.minutes(5);
    expect(email.got.map((m) => [m.tag, m.news[0]])).toEqual([
      ['NOTICE', expect.stringContaining('What was stored as "state" could not be used: it is no JSON object.')],
    ]);
    expect((await scenario.records.list('set-aside')).map((r) => JSON.parse(r.json).raw)).toEqual(['x']);
  });

  test('A6: an observation of another shape is left out, and told once', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.alarms = [down('ALARM')];
    scenario.observations = () => [{ check: 'health', atMs: scenario.clock.now(), endpoints: 7 } as never, ...proving([], 0)];
    await scenario.minutes(4);
    expect(email.got.map((m) => m.tag)).toEqual(['DOWN', 'NOTICE']);
  });

  test('A6: an alarm whose signal this version does not know is told by its title', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.alarms = [{ ...down('ALARM'), signal: 'gpu-hot' as never, title: 'the GPU is hot' }];
    await scenario.minutes(1);
    expect(email.got[0]).toMatchObject({ kind: 'opened', short: 'the GPU is hot' });
  });

  test('A6: a message that cannot be put into words goes out as a list of the alarms', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.alarms = [down('ALARM')];
    scenario.links = () => {
      throw new Error('broken');
    };
    await scenario.minutes(1);
    expect(email.got).toHaveLength(1);
    expect(email.got[0]).toMatchObject({ tag: 'DOWN', also: ['endpoint health is down: in alarm'] });
  });

  test('A7: 131 alarms, 24 storms and a dead Slack leave a state far below 400 KB, and the storm is told', async () => {
    const [slack, email] = [new Inbox('slack', never), new Inbox('email')];
    const scenario = new Scenario([slack, email]);
    const storm = (value: AlarmState['value']) =>
      Array.from({ length: 131 }, (_, i) =>
        down(value, `endpoint-with-a-rather-long-name-${i}`, { sinceMs: scenario.clock.now() }),
      );
    for (let i = 0; i < 24; i++) {
      scenario.alarms = storm('ALARM');
      await scenario.minutes(1);
      scenario.alarms = storm('OK');
      await scenario.minutes(1);
    }
    const sizes = (await scenario.records.list('state')).map((r) => Buffer.byteLength(r.json));
    expect(Math.max(...sizes)).toBeLessThan(200_000);
    expect(email.kinds.filter((k) => k === 'opened')).toHaveLength(24);
  });

  test('A9: a store that accepts and never answers keeps no message back', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.store = stateStore({ list: never, put: never }, scenario.clock.now);
    scenario.alarms = [down('ALARM', 'health', { sinceMs: START })];
    const outcomes = await scenario.minutes(2);
    expect(email.kinds).toEqual(['opened']);
    expect(outcomes[0]).toBeInstanceOf(Error);
  });
});
