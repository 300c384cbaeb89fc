import { describe, expect, test } from 'vitest';
import { readLogLines } from '../../../local/lines/read-lines.ts';
import { namesIn, recorded } from '../../support/corpus.ts';
import { TOOLS } from '../../support/tool-formats.ts';

/** Forged lines and whole bodies, lines over 16 KB, a crash. */
const TELLING = ['logs/tricky-bodies', 'logs/crash-and-restart', 'docker/logs/e_error_words_in_bodies'];

/** What was recorded, lines put together again. */
const asRecorded = (name: string) => readLogLines(recorded(name).map((e) => JSON.stringify(e))).events;

describe.each(TELLING)('%s', (name) => {
  const expected = asRecorded(name);

  test.each(TOOLS)('is the same log as printed by $name', ({ print, exact }) => {
    const found = readLogLines(print(recorded(name)).split(/\r?\n/)).events;
    expect(found.map((e) => e.message)).toEqual(expected.map((e) => e.message));
    if (exact) expect(found.map((e) => e.timestamp)).toEqual(expected.map((e) => e.timestamp));
  });
});

test.each([...namesIn('logs'), ...namesIn('docker/logs')])('%s is the same log among those of other services', (name) => {
  const compose = TOOLS.find((tool) => tool.name === 'docker compose logs of several services');
  const { events, how } = readLogLines((compose?.print(recorded(name)) ?? '').split('\n'));
  expect(events.map((e) => e.message).join('\n')).toBe(
    asRecorded(name)
      .map((e) => e.message)
      .join('\n'),
  );
  expect(how).toMatchObject({ chosen: ['atlasml-1'], others: ['weaviate-1'], broken: 0 });
});

// What has no time of its own stands at that of the line before.
test('lines without an outer time stand within three seconds of where they were written', () => {
  const found = readLogLines(TOOLS[0]?.print(recorded('logs/healthy')).split('\n') ?? []).events;
  const expected = asRecorded('logs/healthy');
  const late = found.map((e, i) => Math.abs(e.timestamp - (expected[i]?.timestamp ?? 0)));
  expect(late.filter((ms) => ms > 3_000)).toEqual([]);
});
