import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';
import { AT } from './support.ts';

/** Texts that are known by numbers, and what is counted beside them: numbers, their texts, escapes, and texts too long to be known. */
const VALUES: unknown[] = [
  ...Array.from({ length: 700 }, (_, i) => `user-${i}`),
  ...Array.from({ length: 40 }, (_, i) => i),
  ...Array.from({ length: 40 }, (_, i) => String(i)),
  ...[
    's1',
    'ss1',
    'o{}',
    '',
    'sold',
    'a"b',
    'größe',
    'x'.repeat(70),
    'x'.repeat(64),
    'a text of more than 16 bytes',
    'a text of more than 16 byteS',
  ],
  ...[true, null, 1.5, '1.5', { a: 1 }],
];

test('different values are counted alike in memory, from a file and in parts', async () => {
  // Each value comes three times, far from each other, in one or two groups.
  const events = [0, 1, 2].flatMap((round) =>
    VALUES.map((user, i) => ({
      timestamp: AT + i,
      message: JSON.stringify({ user, group: i % 7 === round ? 'a' : 'b' }),
    })),
  );
  const path = join(mkdtempSync(join(tmpdir(), 'distinct-')), 'log.jsonl');
  writeFileSync(path, events.map((e) => `${JSON.stringify(e)}\n`).join(''));
  const query = 'stats count_distinct(user) as n, count(user) as c by group';
  const expected = runQuery(query, events).rows;
  const shown = (v: unknown) => (typeof v === 'object' ? JSON.stringify(v) : String(v === true ? 1 : v));
  const inA = VALUES.filter((v, i) => v !== null && i % 7 < 3).map(shown);
  const inB = VALUES.filter((v) => v !== null).map(shown);
  expect(expected.map((row) => Number(row.n))).toEqual([new Set(inA).size, new Set(inB).size]);
  for (const options of [
    { threads: 1 },
    { threads: 1, partBytes: 30_000 },
    { threads: 1, partBytes: 3000 },
    { threads: 3, partBytes: 20_000 },
  ])
    expect((await queryFiles(query, [{ path }], options)).rows).toEqual(expected);
  // Rows that wait for all others.
  const waiting = 'sort @timestamp | autoregress user as before | stats count_distinct(user) as n by group';
  expect((await queryFiles(waiting, [{ path }], { threads: 1 })).rows).toEqual(runQuery(waiting, events).rows);
  const inAll = 'fields user as u | stats count_distinct(user) as n, count_distinct(u) as m, max(user) as most';
  expect((await queryFiles(inAll, [{ path }], { threads: 1, partBytes: 30_000 })).rows).toEqual(runQuery(inAll, events).rows);
});
