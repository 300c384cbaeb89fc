import { describe, expect, test } from 'vitest';
import type { SourceLine } from '../../../cli/logs/line.ts';
import { logsOver, NOW } from './support.ts';

const at = (seconds: number, text: string, stream?: string): SourceLine => ({
  atMs: NOW + seconds * 1000,
  text,
  ...(stream && { stream }),
});
const STAMP = '2026-11-26 10:40:00';
const LINES = [
  at(-60, '  File "/app/lost.py", line 1, in begin_is_missing'),
  at(-50, `${STAMP} - INFO - atlasml.app - started`),
  at(-40, `${STAMP} - WARNING - weaviate - slow`),
  at(-30, `${STAMP} - ERROR - atlasml.utils - Unexpected error`),
  at(-30, 'Traceback (most recent call last):'),
  at(-30, 'ValueError: ERROR - in a text'),
  at(-20, 'INFO:     10.0.0.1:1 - "GET / HTTP/1.1" 200 OK'),
  at(-10, 'ERROR:    Exception in ASGI application'),
];

describe('--level', () => {
  test.each([
    ['ERROR', 4],
    ['warning', 5],
    ['warn', 5],
    ['INFO', 7],
    ['DEBUG', 7],
    ['CRITICAL', 0],
  ])('%s means this and worse, with what goes on with such a line', async (level, count) => {
    const { out } = await logsOver(LINES, { level });
    expect(out).toHaveLength(count);
  });

  test('an error keeps its traceback, and nothing else does', async () => {
    const { out } = await logsOver(LINES, { level: 'ERROR' });
    expect(out).toEqual([LINES[3], LINES[4], LINES[5], LINES[7]].map((line) => line?.text));
  });

  test('tracebacks of two containers that write at the same time stay with their own lines', async () => {
    const mixed = [
      at(-3, `${STAMP} - ERROR - atlasml.utils - one`, 'a'),
      at(-3, `${STAMP} - INFO - atlasml.app - two`, 'b'),
      at(-3, 'Traceback of a', 'a'),
      at(-3, 'goes on with b', 'b'),
    ];
    const { out } = await logsOver(mixed, { level: 'ERROR' });
    expect(out).toEqual([`${STAMP} - ERROR - atlasml.utils - one`, 'Traceback of a']);
  });

  test('a level that somebody sent in a text is none', async () => {
    const { out } = await logsOver([at(-3, `${STAMP} - ERROR - somebody.else - forged`)], { level: 'ERROR' });
    expect(out).toEqual([]);
  });
});

test('--tail gives the newest, in their order', async () => {
  const { out } = await logsOver(LINES, { tail: 2 });
  expect(out).toEqual([LINES[6]?.text, LINES[7]?.text]);
  expect((await logsOver(LINES, { tail: 0 })).out).toEqual([]);
  expect((await logsOver(LINES, { tail: 99 })).out).toHaveLength(LINES.length);
});

test('--timestamps puts the time of each line before it, in UTC', async () => {
  const { out } = await logsOver(LINES, { tail: 1, timestamps: true });
  expect(out).toEqual(['2026-11-26T10:39:50.000Z  ERROR:    Exception in ASGI application']);
});

test('--json gives an object a line', async () => {
  const { out } = await logsOver(LINES, { level: 'ERROR', tail: 3, json: true });
  expect(out.map((line) => JSON.parse(line))).toEqual([
    { atMs: NOW - 30_000, level: 'ERROR', isContinued: true, message: 'Traceback (most recent call last):' },
    { atMs: NOW - 30_000, level: 'ERROR', isContinued: true, message: 'ValueError: ERROR - in a text' },
    { atMs: NOW - 10_000, level: 'ERROR', message: 'ERROR:    Exception in ASGI application' },
  ]);
});

test('codes of a terminal and secrets do not reach the terminal, also where a secret goes over several lines', async () => {
  const key = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', '-----END PRIVATE KEY-----'];
  const lines = [
    at(-3, `${STAMP} - ERROR - atlasml.app - \x1b]0;title\x07 key \x1b[2J`),
    ...key.map((text) => at(-3, text)),
    at(-2, `${STAMP} - INFO - atlasml.app - Authorization: Bearer Zq7hVx2mTr9wLk4bNs6p`),
  ];
  const all = (await logsOver(lines)).out.join('\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for.
  expect(all).not.toMatch(/[\x00-\x08\x0b-\x1f]|MIIEvQ|Zq7h/);
});

test.each([
  [{ level: 'LOUD' }, '--level takes DEBUG, INFO, WARNING, ERROR, CRITICAL, not LOUD'],
  [{ since: '5x' }, '--since takes a duration such as 30m, 24h or 7d, not 5x'],
  [{ since: 'yesterday' }, '--since takes a time such as 2026-11-25T10:31'],
  [{ since: '2026-13-01' }, '--since takes a time such as'],
  [{ since: '2027-01-01' }, '--since 2027-01-01 is still to come'],
])('%j is refused', async (asked, message) => {
  await expect(logsOver([], asked)).rejects.toThrow(message);
});

test('nothing found is said beside the output, not in it', async () => {
  const { out, notes, code } = await logsOver([], { level: 'ERROR', since: '2h' });
  expect({ out, notes, code }).toEqual({ out: [], notes: ['No line of ERROR or worse since 2026-11-26T08:40:00Z.'], code: 0 });
});
