import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryFiles, runQuery } from '../../insights/index.ts';
import { Readers } from '../../insights/run/readers.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const HOSTILE = 100_000;
const MESSAGES = [`{"a":${nested(HOSTILE)},"b":7}`, `${'{"a":'.repeat(HOSTILE)}1${'}'.repeat(HOSTILE)}`, '{"a":[1],"b":7}'];

const folder = mkdtempSync(join(tmpdir(), 'deep-json-'));
const path = join(folder, 'deep.log');
let readers: Readers;
beforeAll(() => {
  writeFileSync(path, MESSAGES.map((message) => `${message}\n`).join(''));
  readers = new Readers(2);
});
afterAll(() => {
  readers.end();
  rmSync(folder, { recursive: true });
});

test.each([
  [
    'a field is missing that is nested too deep, those beside it are there',
    'stats count(*) as n by a, b',
    [{ b: '7', n: '1' }, { n: '1' }, { a: '[1]', b: '7', n: '1' }],
  ],
  [
    'jsonParse gives none of it',
    'fields jsonParse(@message) as j | stats count(*) as n by ispresent(j.a) as is',
    [
      { is: '0', n: '2' },
      { is: '1', n: '1' },
    ],
  ],
  ['lists are not taken apart', 'unnest a into one | stats count(one) as n', [{ n: '1' }]],
])('%s: in memory, from a file, and by other threads', async (_, query, expected) => {
  const events = MESSAGES.map((message) => ({ timestamp: 0, message }));
  const sort = (rows: object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(sort(runQuery(query, events).rows)).toEqual(sort(expected));
  for (const options of [{ threads: 1 }, { readers, partBytes: HOSTILE }])
    expect(sort((await queryFiles(query, [{ path }], options)).rows)).toEqual(sort(expected));
});

test('a thousand levels are a value, one more is none', () => {
  const shown = (levels: number) => runQuery('fields a', [{ timestamp: 0, message: `{"a":${nested(levels)}}` }]).rows;
  expect(shown(1000)).toEqual([{ a: nested(1000) }]);
  expect(shown(1001)).toEqual([{}]);
});
