import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { allIncidents, obeyAndSave } from '../../../functions/report-incident/command.ts';
import { postmortem } from '../../../functions/report-incident/postmortem.ts';
import { type ReportPorts, reportIncident } from '../../../functions/report-incident/report.ts';
import { takeAnswer } from '../../../functions/report-incident/take-answer.ts';
import type { AnswerOrder } from '../../../functions/shared/answers/answer-order.ts';
import { readIncident } from '../../../functions/shared/incident/read-incident.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { readersTime } from '../../../functions/shared/text/readers-time.ts';
import { alarm, definitionsOf, memoryStore, proving, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const MINUTE = 60_000;
const url = 'https://m.example.org/answer?t=x';

let alarms: AlarmState[];
let email: TestReceiver;
let clock: StillClock;
let ports: ReportPorts;
beforeEach(async () => {
  alarms = [];
  email = new TestReceiver('email');
  clock = new StillClock();
  let ids = 0;
  ports = {
    alarms: { states: async () => alarms },
    store: { ...memoryStore(), observations: async () => proving(alarms, clock.at) },
    configured: definitionsOf([alarm('server-errors', 'OK'), alarm('memory-high', 'OK')]),
    receivers: [email],
    clock,
    within: unlimited,
    newId: () => `i${++ids}`,
    links: () => [],
    offer: async (_incident, receiver) => [{ id: 'acknowledge', label: `Acknowledge (${receiver})`, url }],
  };
  await run([alarm('server-errors', 'ALARM', { sinceMs: clock.now() })]);
});

async function run(states = alarms) {
  alarms = states;
  await reportIncident(CONFIG, ports);
}
let nonces = 0;
const answer = (action: AnswerOrder['action'], more: Partial<AnswerOrder> = {}): Promise<string> =>
  obeyAndSave(
    { command: 'answer', action, incident: 'i1', by: 'anna (Slack)', why: '', nonce: `n${++nonces}`, ...more },
    ports.store,
    clock,
  );
const told = () => email.got.map((m) => m.kind);
const well = () => run([alarm('server-errors', 'OK', { sinceMs: clock.now() })]);

test('a message offers its receiver the answers; its end offers none', async () => {
  await well();
  clock.at += MINUTE;
  await run();
  expect(email.got.map(({ kind, actions }) => [kind, actions?.[0]?.label])).toEqual([
    ['opened', 'Acknowledge (email)'],
    ['resolved', undefined],
  ]);
});

test('where the answers cannot be made, the message goes out without them and says so', async () => {
  ports.offer = () => Promise.reject(new Error('the parameter /answers/key cannot be read'));
  await answer('acknowledge');
  await run();
  expect(email.got.at(-1)).not.toHaveProperty('actions');
  expect(email.got.at(-1)?.notices).toEqual(['the ways to answer could not be added: the parameter /answers/key cannot be read']);
});

describe('each answer is taken once', () => {
  test('the second time it says so, and nobody hears of it again', async () => {
    expect(await answer('acknowledge', { nonce: 'one' })).toContain('anna (Slack) is on this incident');
    expect(await answer('not-an-incident', { nonce: 'one' })).toContain('used before');
    await run();
    await run();
    expect(told()).toEqual(['opened', 'changed']);
    expect(email.got[1]?.news).toEqual(['anna (Slack) is on it.']);
  });

  test('of two at the same moment one is taken', async () => {
    const said = await Promise.all([
      answer('acknowledge', { nonce: 'one' }),
      answer('acknowledge', { nonce: 'one', by: 'ben (Slack)' }),
    ]);
    expect(said.filter((words) => words.includes('used before'))).toHaveLength(1);
  });

  test('it is about its own incident, while that lasts', async () => {
    expect(await answer('silence', { incident: 'i0', untilMs: clock.at + MINUTE })).toContain('is over');
    await well();
    clock.at += MINUTE;
    await run();
    expect(await answer('silence', { untilMs: clock.at + MINUTE })).toContain('is over');
    expect((await ports.store.load()).state.silence).toBeUndefined();
  });

  test('a test changes nothing', async () => {
    const before = await ports.store.load();
    expect(await answer('test', { incident: 'test' })).toContain('It changed nothing');
    expect(await ports.store.load()).toEqual(before);
  });
});

describe('a silence that was answered', () => {
  test('is told to those who know of the incident; then it is silent', async () => {
    const untilMs = clock.at + 60 * MINUTE;
    // Two seconds went by since the answer came in.
    expect(await answer('silence', { untilMs: untilMs - 2_000, why: 'deploy' })).toContain('(1 h)');
    await run();
    await run([...alarms, alarm('memory-high', 'ALARM', { sinceMs: clock.at })]);
    expect(told()).toEqual(['opened', 'changed']);
    expect(email.got[1]?.subject).toMatch(/^\[[A-Z]+, silent\] /);
    expect(email.got[1]?.news[0]).toMatch(/^anna \(Slack\) asked for silence until .* \(1 h\): deploy\.$/);
    clock.at = untilMs + MINUTE;
    await run();
    expect(told()).toEqual(['opened', 'changed', 'changed']);
    expect(email.got[2]?.answered).toBeUndefined();
  });

  test('does not shorten one that is longer', async () => {
    const state = await ports.store.load();
    const silence = { fromMs: clock.at, untilMs: clock.at + 120 * MINUTE, why: 'deploy', by: 'ben' };
    await ports.store.save({ ...state.state, silence });
    expect(await answer('silence', { untilMs: clock.at + 10 * MINUTE })).toContain('It is silent already, until');
    expect((await ports.store.load()).state.silence).toEqual(silence);
  });

  test.each([-MINUTE, 27 * 60 * MINUTE])('cannot end %s ms from now', async (ms) => {
    expect(await answer('silence', { untilMs: clock.at + ms })).toContain('Nothing was done');
    expect((await ports.store.load()).state.silence).toBeUndefined();
  });
});

describe('"not an incident"', () => {
  beforeEach(async () => {
    await answer('not-an-incident', { why: 'planned work' });
    await run();
  });

  test('is told once; then nobody hears of it, is reminded of it or joins it', async () => {
    expect(email.got[1]?.subject).toMatch(/^\[[A-Z]+, no incident\] /);
    expect(email.got[1]?.news).toEqual([
      'anna (Slack) says that this is not an incident: planned work.',
      'You get more messages only if it gets worse or something new fails.',
    ]);
    const late = new TestReceiver('slack');
    ports.receivers.push(late);
    clock.at += 5 * 60 * MINUTE;
    await run();
    expect(told()).toEqual(['opened', 'changed']);
    expect(late.got).toEqual([]);
  });

  test('ends with proof of health alone, with that mark and the reason, for those who knew', async () => {
    ports.receivers.push(new TestReceiver('slack'));
    await well();
    clock.at += MINUTE;
    await run();
    expect(told()).toEqual(['opened', 'changed', 'resolved']);
    expect(email.got[2]).toMatchObject({ subject: expect.stringContaining('[CLOSED, no incident]') });
    expect(email.got[2]?.title).toContain('[CLOSED, no incident]');
    expect(email.got[2]?.news).toContain('It was no incident, said anna (Slack): planned work.');
    const [kept] = await allIncidents(ports.store);
    if (!kept) throw new Error('nothing was kept');
    const [head] = postmortem(kept, 'AtlasML test', undefined, clock.at);
    expect(head?.lines.join('\n')).toContain('It was no incident, said anna (Slack): planned work');
  });

  test('is overruled by what is more than it was, and says so', async () => {
    clock.at += MINUTE;
    await run([...alarms, alarm('memory-high', 'ALARM', { sinceMs: clock.at })]);
    expect(told()).toEqual(['opened', 'changed', 'changed']);
    expect(email.got[2]?.news).toContain(
      'It is worse than when anna (Slack) said that it is no incident, so you are told again.',
    );
    expect(await answer('not-an-incident')).toContain('taken as no incident');
  });
});

test('whatever is answered in whatever order, each right counts once, and what is spent survives being stored', () => {
  const at = Date.parse('2026-11-27T03:00:00Z');
  const incident: Incident = { id: 'i1', openedMs: at, revision: 1, changes: [], members: [] };
  const answers = fc.record({
    action: fc.constantFrom<AnswerOrder['action']>('acknowledge', 'silence', 'not-an-incident', 'test'),
    nonce: fc.constantFrom('a', 'b', 'c', 'd'),
    by: fc.constantFrom('anna (Slack)', 'ben (email link)'),
    incident: fc.constantFrom('i1', 'i1', 'i0'),
    ms: fc.constantFrom(-1, MINUTE, 27 * 60 * MINUTE),
  });
  fc.assert(
    fc.property(fc.array(answers, { maxLength: 30 }), (list) => {
      let state = { version: 0, incidents: [incident], notices: [] } as Parameters<typeof takeAnswer>[0];
      for (const { ms, ...one } of list) {
        const order: AnswerOrder = { command: 'answer', why: '', untilMs: at + ms, ...one };
        const before = state.incidents[0] as Incident;
        ({ state } = takeAnswer(state, order, at, readersTime('UTC')));
        const after = state.incidents[0] as Incident;
        const isNew = !(before.spent ?? []).includes(one.nonce);
        if (!isNew || one.incident !== 'i1' || one.action === 'test') expect(after).toBe(before);
        expect(after.revision - before.revision).toBeLessThanOrEqual(1);
        expect(readIncident(JSON.parse(JSON.stringify({ ...after, members: [] })))?.spent).toEqual(after.spent);
      }
      const { spent = [] } = state.incidents[0] as Incident;
      expect(new Set(spent).size).toBe(spent.length);
    }),
    { numRuns: 200, seed: 2 },
  );
});
