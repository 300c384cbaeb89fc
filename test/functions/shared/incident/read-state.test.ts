import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReceiver, readState } from '../../../../functions/shared/incident/read-state.ts';
import type { ReceiverRecord, Told } from '../../../../functions/shared/incident/receiver-record.ts';
import type { Incident, Member } from '../../../../functions/shared/incident/reporter-state.ts';
import type { EarlierEvidence, ErrorKind } from '../../../../functions/shared/observation.ts';
import { MemoryRecords, memoryStore } from '../../../support/fakes.ts';

const NOW = Date.parse('2026-11-25T10:02:00Z');
const OPENED = Date.parse('2026-11-25T10:00:00Z');

describe('the state of the version before (schema 1)', () => {
  const before = readFileSync('test/fixtures/state/schema-1.json', 'utf8');
  const { state, told, damaged } = readState(before, 4, NOW);

  test('keeps its open incident, whole', () => {
    expect(damaged).toEqual([]);
    expect(state.incidents).toMatchObject([
      {
        id: 'old-2',
        openedMs: OPENED,
        revision: 1,
        members: [{ signal: 'endpoint-down', state: 'alarm' }, { signal: 'server-errors' }],
      },
    ]);
  });

  test('becomes what each receiver was told: revision, thread, words, messages', () => {
    expect(readReceiver('slack', undefined, told.slack).record.told).toEqual({
      'old-2': {
        revision: 1,
        reminders: 0,
        thread: 'C1/1.1',
        short: 'endpoint health is down',
        topic: 'endpoint health is down since 10:00 UTC',
        worst: 'DOWN',
        sent: [{ atMs: OPENED, kind: 'opened' }],
      },
    });
    expect(readReceiver('email', undefined, told.email).record.told['old-2']).toMatchObject({ revision: 1 });
  });

  test('knows whose end was told', () => {
    const ended = JSON.parse(before);
    Object.assign(ended.incidents[0], {
      resolvedMs: NOW,
      revision: 3,
      told: { email: { revision: 3, reminders: 0 }, slack: { revision: 2, reminders: 0 } },
    });
    const { told } = readState(JSON.stringify(ended), 5, NOW);
    expect([told.email?.['old-2']?.isOver, told.slack?.['old-2']?.isOver]).toEqual([true, undefined]);
  });
});

test('a record of a receiver wins over what the state of an older version says', () => {
  const { told } = readState(readFileSync('test/fixtures/state/schema-1.json', 'utf8'), 4, NOW);
  const stored = { json: JSON.stringify({ told: { x: { revision: 7, reminders: 1, sent: [] } }, noticed: [] }), version: 2 };
  expect(Object.keys(readReceiver('email', stored, told.email).record.told)).toEqual(['x']);
});

test('whatever is stored, reading never throws, and what it gives can be read again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.integer(), (json, version) => {
      const { state } = readState(json, version, NOW);
      expect(readState(JSON.stringify(state), version, NOW).damaged).toEqual([]);
      readReceiver('email', { json, version });
    }),
    { seed: 20261126, numRuns: 2_000 },
  );
});

test.each([
  ['a silence of a year', { silence: { fromMs: NOW, untilMs: NOW + 365 * 86_400_000, why: 'w', by: 'b' } }, 'silence'],
  ['a silence without an end', { silence: { fromMs: NOW } }, 'silence'],
  ['an incident without a time', { incidents: [{ id: 'i1', members: [] }] }, 'incident i1'],
  ['an incident without a member', { incidents: [{ id: 'i2', openedMs: OPENED, members: [] }] }, 'incident i2'],
])('%s is damage, and the rest is used', (_title, stored, what) => {
  const { state, damaged } = readState(JSON.stringify({ incidents: [], ...stored }), 1, NOW);
  expect(damaged.map((d) => d.what)).toEqual([what]);
  expect(state).toEqual({ version: 1, incidents: [], notices: [] });
});

test('what receivers were told goes into their records before the older state goes, whoever saves first', async () => {
  const records = new MemoryRecords();
  records.spoil('state', 'reporter', readFileSync('test/fixtures/state/schema-1.json', 'utf8'), 4);
  const store = memoryStore(records, () => NOW);
  // A person's command, which asks for no receiver.
  await store.save((await store.load()).state);
  const { receivers } = await memoryStore(records, () => NOW).load(['slack', 'email']);
  expect(Object.values(receivers).map((r) => [r.receiver, r.told['old-2']?.revision])).toEqual([
    ['slack', 1],
    ['email', 1],
  ]);
});

test('what is saved comes back whole: no field that a run writes is unknown to the next', async () => {
  const at = NOW;
  const raised = { exception: 'e: f', where: ['a.py:1 in f'], causedBy: [{ exception: 'x', where: [] }] };
  const evidence: Required<EarlierEvidence> = {
    kinds: [
      {
        fingerprint: 'f',
        textFingerprint: 't',
        level: 'ERROR',
        logger: 'l',
        text: 'x',
        count: 2,
        newestMs: at,
        oldestMs: at,
        firstSeenMs: at,
        ...raised,
      } satisfies Required<ErrorKind>,
    ],
    startFailure: { ...raised, atMs: at },
    lastWords: { atMs: at, lines: ['w'] },
    crash: { line: 'Killed', atMs: at },
    ended: { atMs: at, orderly: true, words: ['w'] },
    waitsFor: { who: 'openai', isNamed: true, seconds: 4, sinceMs: at },
    lastStartMs: at,
    upSinceMs: at,
    lastAnswerMs: at,
  };
  const incident: Required<Incident> = {
    id: 'i1',
    openedMs: at,
    resolvedMs: at,
    revision: 3,
    changes: [{ revision: 2, atMs: at, joined: ['a'], recovered: ['b'], removed: ['c'], note: 'n' }],
    standing: 'DOWN',
    relapses: 2,
    causes: [{ id: 'openai', short: 's', atMs: at, alarm: 'x', certain: false, isFound: true, isCorrection: true }],
    account: { atMs: at, short: 's', cause: 'c', certain: true, besides: ['b'], errors: ['e'], lastStartMs: at },
    evidence,
    acknowledgedBy: 'anna',
    dismissed: { atMs: at, by: 'anna', why: 'planned', revision: 2, standing: 'DOWN', alarms: ['x'] },
    answerRevision: 2,
    spent: ['n1'],
    members: [
      {
        alarm: 'x',
        signal: 'slow',
        subject: 'health',
        title: 't',
        severity: 'warn',
        state: 'ok',
        sinceMs: at,
        changedMs: at,
        firstFailureMs: at,
        lastFailureMs: at,
        good: { sinceMs: at, lastMs: at },
        spokenMs: at,
      } satisfies Required<Member>,
    ],
    short: 's',
    worst: 'DOWN',
    sent: [{ atMs: at, receiver: 'email', kind: 'opened' }],
  };
  const told: Required<Told> = {
    revision: 3,
    isOver: true,
    reminders: 1,
    thread: 'C/1',
    short: 's',
    topic: 't',
    causeId: 'openai',
    worst: 'DOWN',
    sent: [{ atMs: at, kind: 'opened' }],
  };
  const store = memoryStore(new MemoryRecords(), () => NOW);
  const silence = { fromMs: at, untilMs: at + 1_000, why: 'w', by: 'b' };
  const deploy = { firstStartMs: at, lastStartMs: at };
  const state = await store.save({
    version: 0,
    incidents: [incident],
    notices: [{ id: 'n', atMs: at, text: 't' }],
    silence,
    deploy,
  });
  const record = await store.saveReceiver({
    receiver: 'slack',
    version: 0,
    told: { i1: told },
    attempts: [{ key: 'k', atMs: at, count: 2 }],
    busyUntilMs: at,
    notBeforeMs: at,
    failing: { sinceMs: at, error: 'e' },
    noticed: ['n'],
  } satisfies Required<ReceiverRecord>);
  expect(await store.load(['slack'])).toEqual({ state, receivers: { slack: record }, damaged: [] });
  await store.archive(incident);
  expect(await store.archived(1)).toEqual([incident]);
});
