import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queryFiles } from '../../insights/index.ts';
import { Readers, threadsFor } from '../../insights/run/readers.ts';
import { isMadeOf, markOf } from '../../insights/run/worker-file.ts';
import { AT } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'threads-'));
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const line = (n: number) => JSON.stringify({ timestamp: AT + n, message: `m${n}` });
const paths = [0, 1, 2].map((f) =>
  file(`${f}.jsonl`, `${Array.from({ length: 40 }, (_, i) => line(f * 40 + i)).join('\n')}\nno event\n`),
);

test('the parts of several files are read together, and each keeps its name', async () => {
  const sources = paths.map((path) => ({ path }));
  const query = 'stats count(*) as n, earliest(@message) as first by @logStream';
  const readers = new Readers(2);
  try {
    for (const options of [{ threads: 1 }, { threads: 3, partBytes: 100 }, { readers, partBytes: 100 }]) {
      const { rows, broken } = await queryFiles(query, sources, options);
      expect(rows).toEqual(paths.map((path, f) => ({ '@logStream': path, n: '40', first: `m${f * 40}` })));
      expect(broken.map(({ name, lines }) => [name, lines])).toEqual(paths.map((path) => [path, 1]));
    }
  } finally {
    readers.end();
  }
});

test('threads that were started early read one query after the other', async () => {
  const readers = new Readers(1);
  try {
    for (const n of [3, 50, 119]) {
      const { rows } = await queryFiles(
        `filter @message = "m${n}" | fields @message as m`,
        paths.map((path) => ({ path })),
        { readers, partBytes: 200 },
      );
      expect(rows).toEqual([{ m: `m${n}` }]);
    }
    const { rows } = await queryFiles('fields @message as m | limit any 1', [{ path: paths[0] as string }], {
      readers,
      partBytes: 100,
    });
    expect(rows).toEqual([{ m: 'm0' }]);
  } finally {
    readers.end();
  }
});

test('different texts are counted by threads that have counted others before', async () => {
  const users = (from: number) => Array.from({ length: 900 }, (_, i) => JSON.stringify({ user: `u${from + (i % 450)}` }));
  const logs = [0, 300].map((from) =>
    file(
      `users-${from}`,
      users(from)
        .map((message, i) => `${JSON.stringify({ timestamp: AT + i, message })}\n`)
        .join(''),
    ),
  );
  const readers = new Readers(1);
  try {
    for (const read of [logs.slice(0, 1), logs.slice(1), logs]) {
      const query = 'stats count_distinct(user) as n';
      const { rows } = await queryFiles(
        query,
        read.map((path) => ({ path })),
        { readers, partBytes: 15_000 },
      );
      expect(rows).toEqual([{ n: read.length === 2 ? '750' : '450' }]);
    }
  } finally {
    readers.end();
  }
});

test('a thread more for every 64 MB, as long as there are processors, and none for less', () => {
  expect([0, 60e6, 70e6].map(threadsFor)).toEqual([1, 1, Math.min(2, availableParallelism())]);
});

test('the code of a thread counts as long as no file has changed of which it was made', () => {
  const path = file('module.ts', 'export {};');
  const list = file('list.json', JSON.stringify({ 'module.ts': markOf(path) }));
  expect(isMadeOf(list, folder)).toBe(true);
  utimesSync(path, 1, 1);
  expect(isMadeOf(list, folder)).toBe(false);
  expect(isMadeOf(file('empty.json', '{}'), folder)).toBe(false);
  expect(isMadeOf(join(folder, 'none.json'), folder)).toBe(false);
});
