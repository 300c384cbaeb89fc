import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';

const NOW = Date.parse('2026-11-26T07:00:00Z');
const context = { getRemainingTimeInMillis: () => 60_000 };
const said: string[] = [];

beforeEach(() => {
  vi.stubGlobal('MONITOR_CONFIG', resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] }));
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  said.length = 0;
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation((line) => said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const runtime = () => import('../../../../functions/shared/aws/runtime.ts');

test('a run is told by when it must be done: three seconds before Lambda ends it', async () => {
  const { runFunction } = await runtime();
  expect(await runFunction('check-health', context, async (deadlineMs) => ({ deadlineMs }))).toEqual({
    deadlineMs: NOW + 57_000,
  });
  expect(said).toEqual([`{"function":"check-health","deadlineMs":${NOW + 57_000}}`]);
});

test('an error is logged without secrets and thrown on', async () => {
  const { runFunction } = await runtime();
  const error = new Error('Authorization: Bearer planted');
  await expect(runFunction('check-health', context, () => Promise.reject(error))).rejects.toBe(error);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('"function":"check-health","error":"Error: Authorization: [redacted]');
  expect(said[0]).not.toContain('planted');
});
