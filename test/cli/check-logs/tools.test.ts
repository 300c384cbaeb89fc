import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import { recorded } from '../../support/corpus.ts';
import { ENCODINGS, TOOLS } from '../../support/tool-formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'tools-'));
let files = 0;

function fileOf(content: string | Buffer): string {
  const path = join(folder, `${files++}.log`);
  writeFileSync(path, content);
  // A copy: its time says nothing of the log.
  utimesSync(path, 1_900_000_000, 1_900_000_123);
  return path;
}

async function counts(content: string | Buffer) {
  const { text, code } = await main(['check', 'logs', fileOf(content), '--json']);
  const {
    window: _,
    atMs,
    readAs,
    evidence,
    startFailure,
    ended,
    waitsFor,
    lastWords,
    upSinceMs,
    refusals,
    ...rest
  } = JSON.parse(text);
  const { longestSilenceSeconds, lastStartMs, lastAnswerMs, ...timeless } = rest;
  return { timeless, timed: { longestSilenceSeconds, lastStartMs, lastAnswerMs }, code };
}

/** Small and telling: errors, a start, tracebacks. */
const NAME = 'logs/weaviate-dies';

describe(`${NAME} counts the same`, () => {
  const events = recorded(NAME);
  const truth = counts(events.map((e) => `${JSON.stringify(e)}\n`).join(''));

  test('as what it is', async () => {
    expect(await truth).toMatchObject({ code: 1, timeless: { serverErrors: 3, healthRequests: 4, lines: 253, starts: 1 } });
  });

  test.each(TOOLS)('as printed by $name', async ({ print, exact }) => {
    const [expected, found] = await Promise.all([truth, counts(print(events))]);
    expect({ ...found.timeless, code: found.code }).toEqual({ ...expected.timeless, code: expected.code });
    if (exact) expect(found.timed).toEqual(expected.timed);
  });

  test.each(ENCODINGS)('written in %s', async (_title, encode) => {
    const plain = TOOLS[0]?.print(events) ?? '';
    const [expected, found] = await Promise.all([truth, counts(encode(plain))]);
    expect({ ...found.timeless, code: found.code }).toEqual({ ...expected.timeless, code: expected.code });
  });
});

test.each(TOOLS)('it is said how $name was read', async ({ print, readAs }) => {
  const { text } = await main(['check', 'logs', fileOf(print(recorded('logs/healthy')))]);
  expect(text).toContain(`\nread as          `);
  expect(/^read as +(.*)$/m.exec(text)?.[1]).toContain(readAs);
});
