import { beforeEach, describe, expect, test } from 'vitest';
import { type ReportPorts, reportIncident } from '../../../functions/report-incident/report.ts';
import type { Incident, ReporterState } from '../../../functions/shared/incident/reporter-state.ts';
import type { LogCounts } from '../../../functions/shared/observation.ts';
import { ConflictError } from '../../../functions/shared/ports.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { recorded } from '../../support/corpus.ts';
import { alarm, MemoryStore, StillClock, TestReceiver } from '../../support/fakes.ts';
import { observe } from '../check-logs/support.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const HOUR = 3_600_000;

let alarms: AlarmState[];
let store: MemoryStore;
let slack: TestReceiver;
let email: TestReceiver;
let clock: StillClock;
let ports: ReportPorts;

beforeEach(() => {
  alarms = [];
  store = new MemoryStore();
  slack = new TestReceiver('slack');
  email = new TestReceiver('email');
  clock = new StillClock();
  let ids = 0;
  ports = {
    alarms: { states: async () => alarms },
    store,
    receivers: [slack, email],
    clock,
    newId: () => `i${++ids}`,
    links: () => [],
  };
});

const run = () => reportIncident(CONFIG, ports);
const kinds = (receiver: TestReceiver) => receiver.got.map((m) => m.kind);

test('an alarm is told to both, once; its end too', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  await run();
  await run();
  alarms = [alarm('memory-high', 'OK')];
  await run();
  await run();
  expect(kinds(slack)).toEqual(['opened', 'resolved']);
  expect(kinds(email)).toEqual(['opened', 'resolved']);
  expect(store.state.incidents).toEqual([]);
});

test('the end is told in the words of the worst, not in those of the last alarm to go', async () => {
  alarms = [alarm('component-down', 'ALARM'), alarm('server-errors', 'ALARM')];
  await run();
  alarms = [alarm('component-down', 'OK'), alarm('server-errors', 'ALARM')];
  await run();
  alarms = [alarm('component-down', 'OK'), alarm('server-errors', 'OK')];
  await run();
  expect(email.got.map((m) => [m.tag, m.short])).toEqual([
    ['DOWN', ' fails'],
    ['ALERT', 'many server errors'],
    ['RESOLVED', ' fails'],
  ]);
});

test('an incident that ended is kept, with what was known at its worst and what was sent', async () => {
  const seen = await observe(recorded('logs/openai-failing'));
  store.seen = [{ ...seen, atMs: clock.at }];
  alarms = [alarm('server-errors', 'ALARM')];
  await run();
  store.seen = [{ ...(await observe(recorded('logs/healthy'))), evidence: [], atMs: clock.at }];
  alarms = [alarm('server-errors', 'OK')];
  await run();
  const [kept] = await store.archived(1);
  expect(kept?.account).toMatchObject({ short: 'OpenAI limits the rate', certain: true });
  expect(kept?.account?.errors[0]).toMatch(/^3 × ERROR atlasml\.utils {2}Unexpected error in suggest_competencies/);
  expect(kept?.sent?.map((s) => `${s.receiver} ${s.kind}`)).toEqual([
    'slack opened',
    'email opened',
    'slack resolved',
    'email resolved',
  ]);
});

test('an account without errors is made again when the log has them', async () => {
  alarms = [alarm('component-down', 'ALARM')];
  await run();
  expect(store.state.incidents[0]?.account?.errors).toEqual([]);
  store.seen = [await observe(recorded('logs/weaviate-dies'))];
  await run();
  expect(store.state.incidents[0]?.account?.errors[0]).toContain('Failed to create/update collection Exercise');
  expect(kinds(email)).toEqual(['opened']);
});

test('the same wake-up twice says nothing and saves nothing', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  await run();
  const saves = store.saves;
  expect(await run()).toEqual({ reason: 'unchanged', told: [] });
  expect(store.saves).toBe(saves);
});

describe('a receiver that fails', () => {
  test('does not keep the other from being told, is tried again, and the run fails so that the queue does so', async () => {
    alarms = [alarm('memory-high', 'ALARM')];
    slack.failing = true;
    await expect(run()).rejects.toThrow('not delivered: slack is away');
    expect(kinds(email)).toEqual(['opened']);
    slack.failing = false;
    await run();
    expect(kinds(slack)).toEqual(['opened']);
    expect(kinds(email)).toEqual(['opened']);
  });

  test('is named in the message to the next one', async () => {
    alarms = [alarm('memory-high', 'ALARM')];
    slack.failing = true;
    await expect(run()).rejects.toThrow();
    expect(email.got[0]?.notices).toEqual(['another receiver did not get this message. slack is away']);
  });

  test('gets the present state when it is back, not what it missed', async () => {
    slack.failing = true;
    alarms = [alarm('server-errors', 'ALARM')];
    await expect(run()).rejects.toThrow();
    alarms = [alarm('server-errors', 'ALARM'), alarm('endpoint-down', 'ALARM', { subject: 'health' })];
    await expect(run()).rejects.toThrow();
    slack.failing = false;
    await run();
    expect(slack.got.map((m) => [m.kind, m.tag])).toEqual([['opened', 'DOWN']]);
  });

  test('is told the end of an incident that came and went while it was away', async () => {
    slack.failing = true;
    alarms = [alarm('memory-high', 'ALARM')];
    await expect(run()).rejects.toThrow();
    alarms = [alarm('memory-high', 'OK')];
    await expect(run()).rejects.toThrow();
    alarms = [alarm('memory-high', 'ALARM')];
    await expect(run()).rejects.toThrow();
    slack.failing = false;
    await run();
    expect(kinds(slack)).toEqual(['resolved', 'opened']);
    expect(kinds(email)).toEqual(['opened', 'resolved', 'opened']);
  });
});

test('killed between send and save: told again rather than lost', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  const dies = {
    ...bound(store),
    save: (state: ReporterState) => (store.saves === 0 ? store.save(state) : Promise.reject(new Error('killed'))),
  };
  ports = { ...ports, store: dies };
  await expect(run()).rejects.toThrow('killed');
  ports = { ...ports, store };
  await run();
  expect(kinds(email)).toEqual(['opened', 'opened']);
});

test('two wake-ups at the same moment: the second waits and finds everything told', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  const slow = { name: 'slow', deliver: () => new Promise<void>((resolve) => setTimeout(resolve, 20)) };
  const patient = { now: clock.now, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };
  ports = { ...ports, receivers: [slow, email], clock: patient };
  await Promise.all([run(), run(), run()]);
  expect(kinds(email)).toEqual(['opened']);
});

test('a run that was killed while it told people holds up the next for half a minute at most', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  store.state = { ...store.state, leaseUntilMs: clock.at + 30_000 };
  const before = clock.at;
  await run();
  expect(kinds(email)).toEqual(['opened']);
  expect(clock.at - before).toBe(30_000);
});

test('a lease that others keep renewing ends in a conflict, which the queue tries again', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  ports = { ...ports, store: { ...bound(store), load: async () => ({ version: 0, incidents: [], leaseUntilMs: clock.at + 1 }) } };
  await expect(run()).rejects.toThrow(ConflictError);
});

test('reminders after 1, 2 and 4 hours, one at a time', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  await run();
  for (let i = 0; i < 30; i++) {
    clock.at += HOUR / 6;
    await run();
  }
  expect(kinds(email)).toEqual(['opened', 'reminded', 'reminded', 'reminded']);
});

test('deploy grace counts from the start that check-logs saw', async () => {
  alarms = [alarm('endpoint-down', 'ALARM', { subject: 'health' })];
  const { counts, ...logs } = await observe(recorded('logs/healthy'));
  store.seen = [{ ...logs, counts: { ...(counts as LogCounts), lastStartMs: clock.at - 30_000 } }];
  const grace = { ...CONFIG, deployGraceSeconds: 120 };
  expect((await reportIncident(grace, ports)).reason).toBe('in-deploy-grace');
  clock.at += 120_000;
  expect((await reportIncident(grace, ports)).reason).toBe('opened');
});

function bound(source: MemoryStore) {
  return {
    load: () => source.load(),
    save: (state: ReporterState) => source.save(state),
    saveObservation: (o: Parameters<MemoryStore['saveObservation']>[0]) => source.saveObservation(o),
    observations: () => source.observations(),
    archive: (incident: Incident) => source.archive(incident),
    archived: (most: number) => source.archived(most),
  };
}
