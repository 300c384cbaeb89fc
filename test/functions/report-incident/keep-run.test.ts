import { beforeEach, expect, test } from 'vitest';
import { type ReportPorts, reportIncident } from '../../../functions/report-incident/report.ts';
import { emptyMemory } from '../../../functions/shared/incident/remembering-store.ts';
import { runMemory } from '../../../functions/shared/incident/run-memory.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { alarm, definitionsOf, MemoryRecords, memoryStore, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
let alarms: AlarmState[];
let clock: StillClock;
let runs: ReturnType<typeof runMemory>;
let ports: ReportPorts;
let email: TestReceiver;

beforeEach(() => {
  alarms = [alarm('memory-high', 'OK')];
  clock = new StillClock();
  runs = runMemory(new MemoryRecords());
  email = new TestReceiver('email');
  ports = {
    alarms: { states: async () => alarms },
    store: memoryStore(),
    memory: emptyMemory(),
    runs,
    configured: definitionsOf([alarm('memory-high', 'OK'), alarm('server-errors', 'OK')]),
    within: unlimited,
    receivers: [email],
    clock,
    newId: () => 'i1',
    links: () => [],
  };
});

async function minutes(count: number) {
  for (let i = 0; i < count; i++) {
    await reportIncident(CONFIG, ports).catch(() => {});
    clock.at += 60_000;
  }
  return runs.between(0, clock.at);
}

test('while all is well one run an hour is kept', async () => {
  expect((await minutes(121)).map((r) => [r.reason, new Date(r.atMs).toISOString().slice(11, 16)])).toEqual([
    ['quiet', '10:00'],
    ['quiet', '11:00'],
    ['quiet', '12:00'],
  ]);
});

test('a process that runs once each minute keeps no more, and an alarm that changed is kept', async () => {
  const atOnce = async (count: number) => {
    for (let i = 0; i < count; i++) {
      ports = { ...ports, memory: emptyMemory() };
      await minutes(1);
    }
    return runs.between(0, clock.at);
  };
  expect(await atOnce(61)).toHaveLength(2);
  alarms = [alarm('memory-high', 'INSUFFICIENT_DATA')];
  expect(await atOnce(3)).toHaveLength(3);
});

test('each run is kept in which an alarm is on, with what it rested on and who was told', async () => {
  await minutes(2);
  alarms = [alarm('memory-high', 'ALARM')];
  const [, opened, next] = await minutes(2);
  expect(opened).toMatchObject({
    reason: 'opened',
    alarms: [{ name: alarms[0]?.name, value: 'ALARM', threshold: 1 }],
    missing: [alarm('server-errors', 'OK').name],
    before: { incidents: [] },
    state: { incidents: [{ id: 'i1' }] },
    told: [{ receiver: 'email', incident: 'i1', kind: 'opened' }],
    receivers: [{ receiver: 'email', told: { i1: { revision: 1 } } }],
  });
  expect(next).toMatchObject({ reason: 'unchanged', told: [] });
  expect(next).not.toHaveProperty('before');
});

test('a receiver that fails stands in it, with its error', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  email.failing = true;
  const [run] = await minutes(1);
  expect(run).toMatchObject({ told: [], failures: [{ receiver: 'email' }] });
});

test('that it cannot be kept is counted, when all have been told', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  ports = { ...ports, runs: { ...runs, keep: () => Promise.reject(new Error('no room')) } };
  await expect(reportIncident(CONFIG, ports)).rejects.toThrow('what the run decided from was not saved: no room');
  expect(email.got.map((m) => m.kind)).toEqual(['opened']);
});
