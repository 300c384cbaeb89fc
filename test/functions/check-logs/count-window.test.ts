import { expect, test } from 'vitest';
import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { namesIn, recorded } from '../../support/corpus.ts';
import { count, LOGS } from './support.ts';

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

test('a query that does not finish makes the whole unknown', async () => {
  const source = { query: async () => ({ state: 'unknown' as const, reason: 'throttled' }) };
  expect(await countWindow(LOGS, { startMs: 0, endMs: 1 }, source)).toEqual({ unknown: 'throttled' });
});
