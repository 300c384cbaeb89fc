import { beforeEach, describe, expect, test } from 'vitest';
import { withWindow } from '../../../../functions/report-incident/reconcile/planned-window.ts';
import { type ReportPorts, reportIncident } from '../../../../functions/report-incident/report.ts';
import { EMPTY_STATE } from '../../../../functions/shared/incident/reporter-state.ts';
import type { AlarmState } from '../../../../functions/shared/signals/alarm-state.ts';
import { alarm, definitionsOf, memoryStore, proving, StillClock, TestReceiver, unlimited } from '../../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const WAITING = { ...CONFIG, resolveAfterSeconds: 180 };
const MINUTE = 60_000;

let alarms: AlarmState[];
let window: string | undefined | Error;
let email: TestReceiver;
let clock: StillClock;
let ports: ReportPorts;
beforeEach(() => {
  [alarms, window] = [[], undefined];
  email = new TestReceiver('email');
  clock = new StillClock();
  let ids = 0;
  ports = {
    alarms: { states: async () => alarms },
    store: { ...memoryStore(), observations: async () => proving(alarms, clock.at) },
    configured: definitionsOf([alarm('server-errors', 'OK')]),
    within: unlimited,
    windows: { open: async () => (window instanceof Error ? Promise.reject(window) : window) },
    receivers: [email],
    clock,
    newId: () => `i${++ids}`,
    links: () => [],
  };
});

/** The reporter runs each minute, as its schedule has it. */
async function minutes(count: number, value: AlarmState['value'] = 'OK', config = CONFIG) {
  alarms = [alarm('server-errors', value, { sinceMs: clock.at })];
  for (let i = 0; i < count; i++) {
    await reportIncident(config, ports);
    clock.at += MINUTE;
  }
}
const told = () => email.got.map((m) => m.kind);

describe('a planned window', () => {
  test('hides what comes and goes in it, however long it is', async () => {
    window = 'updates';
    await minutes(2);
    await minutes(90, 'ALARM');
    await minutes(3);
    window = undefined;
    await minutes(10);
    expect(told()).toEqual([]);
  });

  test('hides what was well again in it, though it is over only when that has lasted', async () => {
    window = 'updates';
    await minutes(5, 'ALARM', WAITING);
    window = undefined;
    await minutes(10, 'OK', WAITING);
    expect((await ports.store.load()).state.incidents).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('tells what outlasts it soon after its end', async () => {
    window = 'updates';
    await minutes(30, 'ALARM');
    window = undefined;
    const endedMs = clock.at;
    await minutes(1, 'ALARM');
    expect(told()).toEqual(['opened']);
    expect(clock.at - endedMs).toBe(MINUTE);
  });

  test('of one minute is silent for no longer', async () => {
    window = 'restart';
    await minutes(1);
    window = undefined;
    await minutes(1, 'ALARM');
    expect(told()).toEqual(['opened']);
  });

  test('stays silent where it cannot be found out for one run', async () => {
    window = 'updates';
    await minutes(2, 'ALARM');
    window = new Error('throttled');
    await minutes(1, 'ALARM');
    window = 'updates';
    await minutes(2, 'ALARM');
    expect(told()).toEqual([]);
  });

  test('that cannot be found out is no reason to be silent', async () => {
    window = new Error('throttled');
    await minutes(1, 'ALARM');
    expect(told()).toEqual(['opened']);
  });
});

test('a window neither shortens a silence that somebody asked for, nor begins one when none is open', () => {
  const silence = { fromMs: 0, untilMs: 10 * MINUTE, why: 'deploy', by: 'anna' };
  expect(withWindow({ ...EMPTY_STATE, silence }, 'updates', MINUTE).silence).toEqual(silence);
  expect(withWindow({ ...EMPTY_STATE, silence }, null, MINUTE).silence).toEqual(silence);
  expect(withWindow(EMPTY_STATE, null, MINUTE)).toEqual(EMPTY_STATE);
});
