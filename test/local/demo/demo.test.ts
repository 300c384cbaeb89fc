import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConflictError } from '../../../functions/shared/ports.ts';
import { runDemo } from '../../../local/demo/demo.ts';
import { readLogLines } from '../../../local/lines/read-lines.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { TurningClock } from '../../support/turning-clock.ts';
import { follow } from '../follow/support.ts';

test('the play: every trouble is told with its cause, and its end; nothing is left open', async () => {
  const printed: string[] = [];
  const clock = new TurningClock(100);
  await runDemo({ speed: 120, signal: new AbortController().signal, print: (line) => printed.push(line), clock });
  const subjects = printed.flatMap((text) => /Subject: (.*)/.exec(text)?.[1] ?? []);
  const tags = subjects.map((s) => /^\[(?:STILL )?(\w+)/.exec(s)?.[1]);
  // Requests take a part of the play's time: the first errors may be seen when they are already many.
  expect(['WARN', 'ALERT']).toContain(tags[0]);
  expect(tags).toContain('ALERT');
  expect(tags).toContain('DOWN');
  expect(tags.slice(-2)).toEqual(['RESOLVED', 'DAILY']);
  expect(printed.at(-2)).toMatch(/Incidents +1, all closed/);
  expect(printed.join('\n')).toContain('new kind of error');
  expect(subjects.some((s) => s.includes('Weaviate unreachable'))).toBe(true);
  expect(subjects.some((s) => s.includes('cannot start without Weaviate'))).toBe(true);
  expect(printed.filter((text) => text.startsWith('┌─ Slack'))).toHaveLength(subjects.length);
  expect(printed.join('\n')).not.toMatch(/undefined|NaN|\[object/);
});

test('a stop ends the play at once', async () => {
  const stop = new AbortController();
  const printed: string[] = [];
  const running = runDemo({ speed: 240, signal: stop.signal, print: (line) => printed.push(line) });
  stop.abort();
  await running;
  expect(printed.at(-1)).toBe('\nStopped.');
});

describe('log files', () => {
  test.each([
    ['recorded events', '{"timestamp":5,"message":"a"}', { timestamp: 5, message: 'a' }],
    ["Docker's json-file", '{"log":"a\\n","stream":"stdout","time":"1970-01-01T00:00:01.5Z"}', { timestamp: 1500, message: 'a' }],
    ['docker logs -t', '1970-01-01T00:00:02.000000000Z a b', { timestamp: 2000, message: 'a b' }],
    [
      "AtlasML's own lines",
      '1970-01-01 00:00:03 - INFO - x - y',
      { timestamp: 3000, message: '1970-01-01 00:00:03 - INFO - x - y' },
    ],
    ['a line without a time', 'INFO:     x', { timestamp: 42, message: 'INFO:     x' }],
  ])('%s', (_title, line, event) => {
    expect(readLogLines([line], { firstMs: 42 })).toMatchObject({ events: [event], how: { broken: 0 } });
  });

  test('a body that is a line of JSON is a line of the log, not a broken event', () => {
    const body = '{"description":"x"}';
    const { events, how } = readLogLines(['INFO:     x', body], { firstMs: 42 });
    expect({ last: events.at(-1)?.message, broken: how.broken }).toEqual({ last: body, broken: 0 });
  });

  test('a growing file is followed, a half line waits for its end, a rotated one is read afresh', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'atlasml-')), 'a.log');
    const { read } = follow(path, Date.now);
    const texts = () => read(Date.now()).map((e) => e.message);
    writeFileSync(path, 'one\ntw');
    expect(texts()).toEqual(['one']);
    appendFileSync(path, 'o ü\n');
    expect(texts()).toEqual(['one', 'two ü']);
    writeFileSync(path, 'new\n');
    expect(texts()).toEqual(['one', 'two ü', 'new']);
  });
});

describe('the store', () => {
  test('saves only over the version that was loaded', async () => {
    const { state: store } = new SqliteStore('test');
    const { state } = await store.load();
    expect(await store.save(state)).toMatchObject({ version: 1, incidents: [] });
    await expect(store.save(state)).rejects.toThrow(ConflictError);
  });

  test.each([
    ['Minimum', 1],
    ['Maximum', 4],
    ['Average', 2.5],
    ['Sum', 10],
    ['SampleCount', 4],
    ['p90', 4],
    ['p50', 2],
  ])('reads the statistic %s of each period', async (statistic, value) => {
    const store = new SqliteStore('test');
    for (const v of [1, 2, 3, 4]) store.putSample('N', 'm', { b: '1', a: '2' }, v, 60_000 + v);
    const request = {
      namespace: 'N',
      metric: 'm',
      dimensions: { a: '2', b: '1' },
      statistic,
      periodSeconds: 60,
      startMs: 0,
      endMs: 200_000,
    };
    expect(await store.read(request)).toEqual([{ atMs: 60_000, value }]);
  });
});
