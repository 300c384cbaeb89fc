import { describe, expect, test } from 'vitest';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { alarm, proving } from '../support/fakes.ts';
import { START } from './plan.ts';
import { Inbox, Scenario } from './scenario.ts';
import { COUNTS } from './world.ts';

const down = (value: AlarmState['value'], subject = 'health', more: Partial<AlarmState> = {}) =>
  alarm('endpoint-down', value, { subject, ...more });

describe('found in use: an end needs proof, and news is told', () => {
  test('B1, U51: an endpoint renamed while it is down is no longer watched, not well again', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(2);
    scenario.alarms = [down('INSUFFICIENT_DATA', 'api')];
    await scenario.minutes(3);
    const [, end] = email.got;
    expect(end).toMatchObject({
      kind: 'resolved',
      tag: 'CLOSED',
      subject: expect.stringMatching(/^\[CLOSED\]/),
    });
    expect(JSON.stringify(end)).not.toContain('is well again');
  });

  test('B1: alarms that are configured and missing are unknown, and nothing ends', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.alarms = [down('ALARM'), alarm('memory-high', 'OK')];
    scenario.configured = [...scenario.alarms];
    await scenario.minutes(2);
    scenario.alarms = [alarm('memory-high', 'OK')];
    await scenario.minutes(30);
    expect(email.kinds).toEqual(['opened']);
  });

  test('B2: one good probe and then no run at all is no end; the next good probe is one', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.config.resolveAfterSeconds = 120;
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(2);
    scenario.alarms = [down('OK', 'health', { sinceMs: scenario.clock.now() })];
    const seen = proving(scenario.alarms, scenario.clock.now());
    scenario.observations = () => seen;
    await scenario.minutes(30);
    expect(email.kinds).toEqual(['opened']);
    scenario.observations = () => proving(scenario.alarms, scenario.clock.now());
    await scenario.minutes(4);
    expect(email.kinds).toEqual(['opened', 'resolved']);
  });

  test('B3: a restart every 200 s with a grace of 300 s hides nothing for long', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.config.deployGraceSeconds = 300;
    for (let minute = 0; minute < 7; minute++) {
      expect(email.kinds).toEqual(minute <= 5 ? [] : ['opened']);
      const now = scenario.clock.now();
      const lastStartMs = now - ((now - START) % 200_000);
      scenario.alarms = [down('ALARM', 'health', { sinceMs: now })];
      scenario.observations = () => [
        ...proving(scenario.alarms, now),
        {
          check: 'logs',
          atMs: now,
          window: { startMs: now - 300_000, endMs: now },
          counts: { ...COUNTS, lastStartMs },
          evidence: [],
          notes: [],
        },
      ];
      await scenario.minutes(1);
    }
  });

  test('B4: an unstable incident still tells another cause, and a page that lasts', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.config.resolveAfterSeconds = 180;
    const weaviate = (value: AlarmState['value']) =>
      alarm('component-down', value, { subject: 'weaviate', sinceMs: scenario.clock.now() });
    scenario.configured = [weaviate('OK'), down('OK'), alarm('server-errors', 'OK')];
    const set = async (alarms: AlarmState[], minutes: number) => {
      scenario.alarms = alarms;
      await scenario.minutes(minutes);
    };
    for (let i = 0; i < 4; i++) {
      await set([weaviate('ALARM')], 1);
      await set([weaviate('OK')], 1);
    }
    const before = email.got.length;
    expect(email.got.at(-1)?.subject).toContain('unstable');
    await set([weaviate('OK')], 6);
    await set([weaviate('OK'), down('ALARM', 'health', { sinceMs: scenario.clock.now() })], 2);
    const told = email.got.slice(before);
    expect(told).toHaveLength(1);
    expect(told[0]?.news).toContainEqual(expect.stringMatching(/^Over: weaviate fails\.$/));
    // The cause is known by now; but what stays is told.
    const lasting = [weaviate('OK'), down('OK'), weaviate('ALARM')];
    await set([...lasting.slice(1, 2), lasting[2] as AlarmState], 2);
    expect(email.got.length).toBe(before + 1);
    await scenario.minutes(3);
    expect(email.got.length).toBe(before + 2);
  });

  test('what began after all had been well for long enough is an incident of its own', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    scenario.config.resolveAfterSeconds = 180;
    const [errors, memory] = [alarm('server-errors', 'OK'), alarm('memory-high', 'OK')];
    scenario.configured = [errors, memory];
    scenario.alarms = [{ ...errors, value: 'ALARM', sinceMs: scenario.clock.now() }, memory];
    await scenario.minutes(2);
    scenario.alarms = [{ ...errors, sinceMs: scenario.clock.now() }, memory];
    await scenario.minutes(3);
    scenario.alarms = [scenario.alarms[0] as AlarmState, { ...memory, value: 'ALARM', sinceMs: scenario.clock.now() }];
    await scenario.minutes(1);
    expect(email.got.map((m) => [m.kind, m.short])).toEqual([
      ['opened', 'many server errors'],
      ['resolved', 'many server errors'],
      ['opened', 'memory is high'],
    ]);
  });

  test('a receiver that was taken out of the configuration and put in again hears the end of what it knew of', async () => {
    const [slack, email] = [new Inbox('slack'), new Inbox('email')];
    const scenario = new Scenario([slack, email]);
    scenario.alarms = [down('ALARM')];
    await scenario.minutes(2);
    scenario.receivers.splice(0, 1);
    scenario.alarms = [down('OK', 'health', { sinceMs: scenario.clock.now() })];
    await scenario.minutes(5);
    scenario.receivers.unshift(slack);
    await scenario.minutes(2);
    expect([slack.kinds, email.kinds]).toEqual([
      ['opened', 'resolved'],
      ['opened', 'resolved'],
    ]);
    expect((await scenario.store.load()).state.incidents).toEqual([]);
  });

  test('what a process knew while nothing could be written is written as soon as it can be', async () => {
    const email = new Inbox('email');
    const scenario = new Scenario([email]);
    const { store } = scenario;
    const refuse = async () => Promise.reject(new Error('throttled'));
    scenario.store = { ...store, save: refuse, saveReceiver: refuse };
    scenario.alarms = [down('ALARM', 'health', { sinceMs: scenario.clock.now() })];
    await scenario.minutes(3);
    scenario.store = store;
    await scenario.minutes(1);
    const { state } = await store.load();
    expect(state.incidents).toHaveLength(1);
    scenario.memory = { receivers: new Map() };
    scenario.alarms = [down('OK', 'health', { sinceMs: scenario.clock.now() })];
    await scenario.minutes(2);
    expect(email.kinds.at(-1)).toBe('resolved');
  });
});
