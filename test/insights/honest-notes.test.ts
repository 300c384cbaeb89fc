import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { QueryError, queryFiles, runQuery } from '../../insights/index.ts';

const MESSAGES = ['{"level":"ERROR","n":1}', '{"level":"INFO","n":2}'];
const folder = mkdtempSync(join(tmpdir(), 'honest-notes-'));
const path = join(folder, 'log.jsonl');
writeFileSync(path, MESSAGES.map((message) => `${message}\n`).join(''));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [
    'a field that events have is not called missing where a text rules all lines out',
    'filter level = "ERROR" and @message like "timeout"',
    [],
  ],
  ['in two filters, too', 'filter @message like /timeout/ | filter n = 2', []],
  ['a field that none has is named', 'filter lvl = "ERROR" and @message like "timeout"', ['no event has the field lvl']],
  ['also where stats makes a row of none', 'filter lvl = "E" | stats count(*)', ['no event has the field lvl']],
  [
    'what like does not know is said beside a count of 0',
    'filter level like "ERR%" | stats count(*)',
    ['like looks for the text as it is, also %; write like "ERR"'],
  ],
  ['a count of some says nothing', 'filter level = "ERROR" | stats count(*)', []],
])('%s: of a file, of standard input and in memory', async (_, query, notes) => {
  expect((await queryFiles(query, [{ path }])).warnings).toEqual(notes);
  const stream = Readable.from([Buffer.from(MESSAGES.map((message) => `${message}\n`).join(''))]);
  expect((await queryFiles(query, [{ name: '-', stream }])).warnings).toEqual(notes);
  const events = MESSAGES.map((message) => ({ timestamp: 0, message }));
  expect(runQuery(query, events).warnings).toEqual(notes);
});

test('a filter behind limit chooses no events: it is refused as one of a field that stats does not make', () => {
  expect(() => runQuery('stats count(*) as k by level | limit 1 | filter n = 2', [])).toThrow(
    'n is not defined by the command before',
  );
});

test.each([
  [
    'the end of an everyday query',
    `fields @timestamp, @message, level, ms, path, user.id, user.n | filter level = "ERROR" and ms > 100 | sort @timestamp desc | limt 20 | display level`,
  ],
  ['wide letters', `fields "${'あ'.repeat(130)}" as x | filtr y`],
  ['tabs', `fields a |${'\t'.repeat(3000)}filtr x`],
  ['a long wrong expression', `filter @message like /${'(a|b'.repeat(100)}/`],
  ['function names of other languages', `stats p99(${'a'.repeat(200)})`],
])('the picture of an error has less than 300 letters: %s', (_, query) => {
  try {
    runQuery(query, []);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
    expect((error as QueryError).picture.length).toBeLessThan(300);
  }
});

const WINDOW = { startMs: Date.parse('2026-11-25T12:00:00Z'), endMs: Date.parse('2026-11-25T13:00:00Z') };
test.each([
  [
    'lines without a time',
    'ERROR a',
    ['no line has a time that is understood, so none is of the time that is asked for; ask without a time'],
  ],
  [
    'lines of before',
    '2026-11-25T10:00:00Z ERROR a\n2026-11-25T11:00:00Z b',
    ['the lines are from 2026-11-25 10:00:00.000 to 2026-11-25 11:00:00.000 UTC, and none is of the time that is asked for'],
  ],
  ['lines around it say nothing', '2026-11-25T10:00:00Z ERROR a\n2026-11-25T14:00:00Z b', []],
  ['lines within it say nothing', '2026-11-25T12:30:00Z ERROR a', []],
])('where no line is of the time that is asked for that is said: %s', async (_, lines, notes) => {
  const file = join(folder, 'times.log');
  writeFileSync(file, `${lines}\n`);
  expect((await queryFiles('fields @message', [{ path: file }], { window: WINDOW })).warnings).toEqual(notes);
});
