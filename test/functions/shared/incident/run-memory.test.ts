import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeptRun } from '../../../../functions/shared/incident/kept-run.ts';
import { emptyRecord } from '../../../../functions/shared/incident/receiver-record.ts';
import { EMPTY_STATE } from '../../../../functions/shared/incident/reporter-state.ts';
import { RUNS_KEPT_MS, readRun, runMemory } from '../../../../functions/shared/incident/run-memory.ts';
import { recordsOf } from '../../../faults/faulty-ports.ts';
import { MemoryRecords } from '../../../support/fakes.ts';

const AT = Date.parse('2026-11-25T10:32:00Z');
const run = (atMs: number, more: Partial<KeptRun> = {}): KeptRun => ({
  atMs,
  reason: 'unchanged',
  alarms: [{ name: 'atlasml-test-server-errors', value: 'ALARM', sinceMs: AT - 60_000, threshold: 10, reason: 'values [12]' }],
  missing: [],
  observations: [{ check: 'memory', atMs, memory: { state: 'unknown', reason: 'no source' } }],
  state: { ...EMPTY_STATE },
  receivers: [{ ...emptyRecord('email'), failing: { sinceMs: AT, error: 'refused' } }],
  told: [{ receiver: 'email', incident: 'i1', kind: 'opened' }],
  failures: [{ receiver: 'slack', error: 'does not answer' }],
  problems: [],
  ...more,
});

describe.each(['sqlite', 'dynamodb'] as const)('runs in %s', (kind) => {
  test('come back as they were, those of a time and the last before it, each minute beside the others', async () => {
    const memory = runMemory(recordsOf(kind));
    for (const minute of [0, 1, 2, 3]) await memory.keep(run(AT + minute * 60_000));
    expect(await memory.between(AT + 60_000, AT + 120_000)).toEqual([run(AT + 60_000), run(AT + 120_000)]);
    expect(await memory.lastBefore(AT + 179_999)).toEqual(run(AT + 120_000));
    expect(await memory.lastBefore(AT - 1)).toBeUndefined();
    expect(await memory.firstAfter(AT + 60_001)).toEqual(run(AT + 120_000));
    await memory.keep(run(AT + 180_000, { reason: 'resolved' }));
    expect((await memory.between(AT + 180_000, AT + 180_000)).map((r) => r.reason)).toEqual(['unchanged', 'resolved']);
  });
});

test('one is kept for 14 days, and no secret goes with it', async () => {
  const records = new MemoryRecords();
  const put: unknown[] = [];
  const seen = { list: records.list.bind(records), put: async (...all: unknown[]) => void put.push(...all) };
  await runMemory(seen).keep(run(AT, { problems: ['the password=hunter2hunter2 was refused'] }));
  expect(put).toMatchObject(['run', { id: '2026-11-25T10:32:00.000Z 0' }, { expiresMs: AT + RUNS_KEPT_MS }]);
  expect(JSON.stringify(readRun((put[1] as { json: string }).json))).not.toContain('hunter2');
});

test('one that is too large is kept without what is least useful, and says so', async () => {
  const records = new MemoryRecords();
  // Short words, for what looks like a secret would be redacted to nothing.
  const line = () => Array.from(randomBytes(700), (byte) => (byte + 4_000).toString(36)).join(' ');
  const kinds = Array.from({ length: 300 }, () => ({
    fingerprint: 'f',
    level: 'ERROR' as const,
    logger: 'a',
    text: 't',
    count: 1,
    newestMs: AT,
    where: [line()],
  }));
  const window = { startMs: AT - 300_000, endMs: AT };
  const memory = runMemory(records);
  await memory.keep(run(AT, { observations: [{ check: 'logs', atMs: AT, window, evidence: kinds, notes: [] }] }));
  const [kept] = await memory.between(AT, AT);
  expect(kept?.left).toEqual(['the tracebacks of errors']);
  expect(kept?.observations[0]).toMatchObject({ check: 'logs', evidence: expect.any(Array) });
  const [stored] = records.kinds.get('run')?.values() ?? [];
  expect(stored?.json.length).toBeLessThanOrEqual(100_000);
});

test.each([
  ['no JSON', '{'],
  ['of a later form', JSON.stringify({ schema: 2, packed: '' })],
  ['not packed', JSON.stringify({ schema: 1, packed: 'AAAA' })],
])('what is %s is none, and hides no other', async (_what, json) => {
  const records = new MemoryRecords();
  const memory = runMemory(records);
  await memory.keep(run(AT));
  records.spoil('run', new Date(AT + 1).toISOString(), json);
  expect(await memory.between(AT, AT + 10)).toEqual([run(AT)]);
});
