import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guardConsole } from '../../../../functions/shared/aws/console.ts';
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

test('an error is logged without secrets, in one line, and thrown on without them: Lambda prints it once more', async () => {
  const { runFunction } = await runtime();
  const error = Object.assign(new TypeError('Authorization: Bearer planted\nforged line', { cause: new Error('planted') }), {
    config: { password: 'planted' },
  });
  const thrown = await runFunction('check-health', context, () => Promise.reject(error)).catch((e: Error) => e);
  expect(thrown).toMatchObject({ name: 'TypeError', message: 'Authorization: [redacted]\nforged line' });
  expect((thrown as Error).stack).toContain('runtime.test.ts');
  expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('planted');
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('"function":"check-health","error":"TypeError: Authorization: [redacted]');
  expect(said[0]).not.toMatch(/planted|\n/);
});

test.each<[unknown, string]>([
  ['token=planted', 'token=[redacted]'],
  [undefined, 'undefined'],
  [{ toString: null }, 'toString'],
])('whatever is thrown is an error without secrets: %s', async (thrown, message) => {
  const { runFunction } = await runtime();
  const error = await runFunction('check-health', context, () => Promise.reject(thrown)).catch((e: Error) => e);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toContain(message);
  expect(said.join()).not.toContain('planted');
});

test('the result of a run is logged without secrets', async () => {
  const { runFunction } = await runtime();
  await runFunction('check-health', context, async () => ({ sentence: 'X-Api-Key: planted', password: 'planted', n: 5 }));
  expect(said).toEqual(['{"function":"check-health","sentence":"X-Api-Key: [redacted]","password":"[redacted]","n":5}']);
});

test('what libraries say on the console is one line without secrets and terminal codes', () => {
  const lines: string[] = [];
  const say = (...args: unknown[]) => void lines.push(args.join(' '));
  const guarded = { debug: say, info: say, log: say, warn: say, error: say, trace: say };
  guardConsole(guarded);
  guardConsole(guarded);
  guarded.warn('retry %s of %o', 'token=planted', { headers: { authorization: 'planted' } });
  guarded.log('two\nlines \x1b]52;c;AAAA\x07\u202eend');
  guarded.error(new Error('password is planted2'));
  expect(lines.join('\n')).not.toContain('planted');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe('two\\nlines end');
  expect(lines.every((line) => !line.includes('\n'))).toBe(true);
});
