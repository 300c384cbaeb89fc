import { beforeEach, describe, expect, test } from 'vitest';
import { type ReportPorts, reportIncident } from '../../../functions/report-incident/report.ts';
import type { ReceiverRecord } from '../../../functions/shared/incident/receiver-record.ts';
import type { LogCounts, Observation } from '../../../functions/shared/observation.ts';
import { ConflictError } from '../../../functions/shared/ports.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { recorded } from '../../support/corpus.ts';
import { alarm, definitionsOf, memoryStore, proving, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';
import { observe } from '../check-logs/support.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const HOUR = 3_600_000;
const ALARMS = [
  ...(['memory-high', 'component-down', 'server-errors'] as const).map((signal) => alarm(signal, 'OK')),
  alarm('endpoint-down', 'OK', { subject: 'health' }),
];

let alarms: AlarmState[];
let store: ReturnType<typeof memoryStore>;
let observed: Observation[];
let slack: TestReceiver;
let email: TestReceiver;
let clock: StillClock;
let ports: ReportPorts;

beforeEach(() => {
  alarms = [];
  observed = [];
  store = { ...memoryStore(), observations: async () => [...proving(alarms, clock.at), ...observed] };
  slack = new TestReceiver('slack');
  email = new TestReceiver('email');
  clock = new StillClock();
  let ids = 0;
  ports = {
    alarms: { states: async () => alarms },
    store,
    configured: definitionsOf(ALARMS),
    within: unlimited,
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
  expect((await store.load()).state.incidents).toEqual([]);
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
  observed = [{ ...seen, atMs: clock.at }];
  alarms = [alarm('server-errors', 'ALARM')];
  await run();
  clock.at += 1_000;
  observed = [{ ...(await observe(recorded('logs/healthy'))), evidence: [], atMs: clock.at }];
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
  expect((await store.load()).state.incidents[0]?.account?.errors).toEqual([]);
  observed = [await observe(recorded('logs/weaviate-dies'))];
  await run();
  expect((await store.load()).state.incidents[0]?.account?.errors[0]).toContain('Failed to create/update collection Exercise');
  expect(kinds(email)).toEqual(['opened']);
});

test('the same wake-up twice says nothing and saves nothing', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  await run();
  const { puts } = store.records;
  expect(await run()).toEqual({ reason: 'unchanged', told: [] });
  expect(store.records.puts).toBe(puts);
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

  test('is told of an incident that came and went while it was away, with what is open now', async () => {
    slack.failing = true;
    alarms = [alarm('memory-high', 'ALARM')];
    await expect(run()).rejects.toThrow();
    alarms = [alarm('memory-high', 'OK')];
    await expect(run()).rejects.toThrow();
    alarms = [alarm('memory-high', 'ALARM')];
    await expect(run()).rejects.toThrow();
    slack.failing = false;
    await run();
    // What matters now comes at once, and what is over stands in it: behind it an end would be taken for its own.
    expect(slack.got.map((m) => [m.kind, m.notices])).toEqual([
      ['opened', [expect.stringMatching(/^Ended before this: .+, \d\d:\d\d:\d\d to \d\d:\d\d:\d\d UTC\.$/)]],
    ]);
    await run();
    expect(kinds(slack)).toEqual(['opened']);
    expect(kinds(email)).toEqual(['opened', 'resolved', 'opened']);
  });
});

test('killed between send and save: told again a minute later rather than lost', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  let saves = 0;
  const saveReceiver: typeof store.saveReceiver = async (record) => {
    if (++saves === 2) throw new ConflictError('killed');
    return store.saveReceiver(record);
  };
  const dies = {
    ...store,
    saveReceiver,
    load: async (n?: string[]) => (saves > 1 ? Promise.reject(new Error('killed')) : store.load(n)),
  };
  await reportIncident(CONFIG, { ...ports, receivers: [email], store: dies }).catch(() => {});
  expect(kinds(email)).toEqual(['opened']);
  await run();
  expect(kinds(email)).toEqual(['opened']);
  clock.at += 60_000;
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
  const { receivers } = await store.load(['email']);
  await store.saveReceiver({ ...(receivers.email as ReceiverRecord), busyUntilMs: clock.at + 20_000 });
  const before = clock.at;
  await run();
  expect(kinds(email)).toEqual(['opened']);
  expect(clock.at - before).toBe(20_000);
});

test('found-2 A6: a lease that ends in the year 253,000 holds up nobody', async () => {
  alarms = [alarm('memory-high', 'ALARM')];
  const { receivers } = await store.load(['email']);
  await store.saveReceiver({ ...(receivers.email as ReceiverRecord), busyUntilMs: 8e15 });
  const before = clock.at;
  await run();
  expect(kinds(email)).toEqual(['opened']);
  expect(clock.at).toBe(before);
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
  observed = [{ ...logs, counts: { ...(counts as LogCounts), lastStartMs: clock.at - 30_000 } }];
  const grace = { ...CONFIG, deployGraceSeconds: 120 };
  expect((await reportIncident(grace, ports)).reason).toBe('in-deploy-grace');
  clock.at += 120_000;
  expect((await reportIncident(grace, ports)).reason).toBe('opened');
});
