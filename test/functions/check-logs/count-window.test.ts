import { expect, test } from 'vitest';
import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { namesIn, recorded } from '../../support/corpus.ts';
import { count, LOGS, lines, spanOf } from './support.ts';

test.each([...namesIn('logs'), ...namesIn('docker/logs')])('a day that holds %s counts what its minutes count', async (name) => {
  const events = recorded(name);
  const last = events.at(-1)?.timestamp ?? 0;
  const day = { startMs: last - 86_399_000, endMs: last };
  const counted = await countWindow(
    LOGS,
    day,
    localLogSource(() => events),
  );
  // How long nothing was answered, and when last, depends on the window and its bins.
  const ofTheWindow = { longestSilenceSeconds: 0, lastStartMs: 0, lastAnswerMs: 0 };
  expect({ ...('counts' in counted && counted.counts), ...ofTheWindow }).toEqual({ ...(await count(events)), ...ofTheWindow });
});

test('a line that is as long as a piece of a longer one is a line where lines come whole', async () => {
  const whole = lines(`2026-11-24 10:00:00 - INFO - atlasml.app - ${'x'.repeat(261_500)}`);
  const source = { ...localLogSource(() => whole), hasWholeLines: true };
  const counted = await countWindow(LOGS, spanOf(whole), source);
  expect(counted).toMatchObject({ counts: { lines: 1, unrecognisedLines: 0, levels: { info: 1 } } });
});

test('a query that does not finish makes the whole unknown', async () => {
  const source = { query: async () => ({ state: 'unknown' as const, reason: 'throttled' }) };
  expect(await countWindow(LOGS, { startMs: 0, endMs: 1 }, source)).toEqual({ unknown: 'throttled' });
});
