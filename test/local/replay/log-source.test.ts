import { expect, test } from 'vitest';
import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { pastLogSource } from '../../../local/replay/log-source.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { recorded } from '../../support/corpus.ts';

const MINUTE_MS = 60_000;
const ARRIVAL_MS = 20_000;

test('what is put together from pieces is what the query engine counts over the whole window', async () => {
  const events = recorded('docker/logs/f_crash_kill9_loop');
  const engine = localLogSource(() => events);
  let now = Math.ceil((events[0]?.timestamp ?? 0) / MINUTE_MS) * MINUTE_MS;
  const past = pastLogSource(events, () => now, ARRIVAL_MS);
  const compared: unknown[] = [];
  for (let minute = 0; minute < 8; minute++, now += MINUTE_MS) {
    const window = { startMs: now - ARRIVAL_MS - 5 * MINUTE_MS, endMs: now - ARRIVAL_MS - 1 };
    const [pieces, whole] = await Promise.all([countWindow(LOGS, window, past), countWindow(LOGS, window, engine)]);
    if ('unknown' in whole || 'unknown' in pieces) throw new Error('not counted');
    expect(pieces.counts).toEqual(whole.counts);
    compared.push(whole.counts.lines);
  }
  expect(Math.max(...(compared as number[]))).toBe(events.length);
});

test('an event is found once it has arrived, by a query and by its lines', async () => {
  const written = Date.parse('2026-11-25T10:00:00Z');
  let now = written;
  const past = pastLogSource([{ timestamp: written, message: 'one' }], () => now, ARRIVAL_MS);
  const window = { startMs: written - MINUTE_MS, endMs: written + MINUTE_MS };
  const found = async () => {
    const [answer, lines] = await Promise.all([past.query({ query: 'fields @message', ...window }), past.lines(window)]);
    return [answer.state === 'complete' && answer.rows.length, lines.state === 'complete' && lines.lines.length];
  };
  now = written + ARRIVAL_MS - 1;
  expect(await found()).toEqual([0, 0]);
  now = written + ARRIVAL_MS;
  expect(await found()).toEqual([1, 1]);
});
