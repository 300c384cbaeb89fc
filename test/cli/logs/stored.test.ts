import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openMachineStore } from '../../../local/watch/open-machine-store.ts';
import { logsOf, NOW } from './support.ts';

function stored() {
  const directory = mkdtempSync(join(tmpdir(), 'logs-'));
  const store = openMachineStore(
    'test',
    directory,
    () => NOW,
    () => undefined,
  );
  onTestFinished(() => store.close());
  const add = (n: number, secondsAgo: number, level = 'INFO') =>
    store.logs.add([
      { timestamp: NOW - secondsAgo * 1000, message: `2026-11-26 10:39:00 - ${level} - atlasml.app - line ${n}` },
      { timestamp: NOW - secondsAgo * 1000, message: `goes on ${n}` },
    ]);
  return { directory, store, add };
}

test('the last ten minutes of what a monitor keeps, while it writes', async () => {
  const { directory, add } = stored();
  for (const [n, ago] of [700, 500, 300].entries()) add(n, ago, n === 2 ? 'ERROR' : 'INFO');
  const all = await logsOf([], { data: directory });
  expect(all.out.filter((text) => text.startsWith('goes'))).toEqual(['goes on 1', 'goes on 2']);
  expect(all.notes).toEqual([]);
  const { out } = await logsOf([], { data: directory, level: 'ERROR', since: '1h' });
  expect(out).toEqual(['2026-11-26 10:39:00 - ERROR - atlasml.app - line 2', 'goes on 2']);
  expect((await logsOf([], { data: directory, tail: 1 })).out).toEqual(['goes on 2']);
});

test('--follow goes on with what is written', async () => {
  const { directory, add } = stored();
  add(1, 60);
  const stop = new AbortController();
  const { out } = await logsOf(
    [],
    { data: directory, follow: true },
    {
      signal: stop.signal,
      heard: ({ out: lines }) => {
        if (lines.length === 2) add(2, 0);
        if (lines.includes('goes on 2')) stop.abort();
      },
    },
  );
  expect(out).toHaveLength(4);
});

test('what a monitor kept that does not run any more is said to be that', async () => {
  const { directory, store, add } = stored();
  add(1, 60);
  store.close();
  const { out, notes } = await logsOf([], { data: directory });
  expect(out).toHaveLength(2);
  expect(notes.join()).toMatch(/^No monitor runs on .*: this is what it kept until it stopped\.$/);
});
