import { describe, expect, test } from 'vitest';
import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { LAST_ANSWER_QUERY, lastHealthyQuery, NEWEST_QUERY, STARTS_QUERY } from '../../../functions/check-logs/query.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { PastMinutes } from '../../../local/replay/past-minutes.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { recorded } from '../../support/corpus.ts';

const MINUTE_MS = 60_000;
const ARRIVAL_MS = 20_000;
const OPTIONS = { phaseMs: -ARRIVAL_MS, keepMs: 6 * 3_600_000 };

function minutesOf(events: LogEvent[], more: { mostCharacters?: number } = {}): PastMinutes {
  const minutes = new PastMinutes(askedQueries(LOGS), { ...OPTIONS, ...more });
  for (const event of events) minutes.add(event);
  return minutes;
}

describe('a past log minute by minute', () => {
  const events = recorded('docker/logs/f_crash_kill9_loop');
  const firstMs = Math.ceil((events[0]?.timestamp ?? 0) / MINUTE_MS) * MINUTE_MS;

  test('what is put together from minutes is what the query engine counts over the whole window', async () => {
    const engine = localLogSource(() => events);
    const minutes = minutesOf(events);
    const lines: number[] = [];
    for (let now = firstMs; now < firstMs + 8 * MINUTE_MS; now += MINUTE_MS) {
      const past = minutes.askedAt(now - ARRIVAL_MS);
      const window = { startMs: now - ARRIVAL_MS - 5 * MINUTE_MS, endMs: now - ARRIVAL_MS - 1 };
      const [pieces, whole] = await Promise.all([countWindow(LOGS, window, past), countWindow(LOGS, window, engine)]);
      if ('unknown' in whole || 'unknown' in pieces) throw new Error('not counted');
      expect(pieces.counts).toEqual(whole.counts);
      lines.push(whole.counts.lines);
      for (const query of [NEWEST_QUERY, LAST_ANSWER_QUERY, lastHealthyQuery(LOGS), STARTS_QUERY])
        expect(await past.query({ query, ...window })).toMatchObject({ rows: (await rowsOf(engine, query, window)) as object });
    }
    expect(Math.max(...lines)).toBe(events.length);
  });

  test('events that come a little out of order are counted and read in their order', async () => {
    const mixed = events.map((_, i) => events[i % 2 === 0 ? Math.min(i + 1, events.length - 1) : i - 1] as LogEvent);
    const window = { startMs: firstMs - ARRIVAL_MS, endMs: firstMs - ARRIVAL_MS + 5 * MINUTE_MS - 1 };
    const [right, late] = [minutesOf(events), minutesOf(mixed)].map((m) => m.askedAt(window.endMs + 1));
    // The service promises no order of rows either.
    const counted = async (source: typeof right) => {
      const found = source && (await countWindow(LOGS, window, source));
      return found && 'rows' in found ? { ...found, rows: new Set(found.rows) } : found;
    };
    expect(await counted(late)).toEqual(await counted(right));
    const times = await late?.lines({ startMs: firstMs, endMs: firstMs + MINUTE_MS });
    const found = times?.state === 'complete' ? times.lines.map((l) => l.atMs) : [];
    expect(found.length).toBeGreaterThan(10);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });
});

test('an event is found once it has arrived, by a query and by its lines', async () => {
  const written = Date.parse('2026-11-25T10:00:00Z');
  const minutes = minutesOf([{ timestamp: written, message: 'one' }]);
  const window = { startMs: written - MINUTE_MS, endMs: written + MINUTE_MS };
  const foundAt = async (arrivedMs: number) => {
    const past = minutes.askedAt(arrivedMs);
    const [answer, lines] = await Promise.all([past.query({ query: 'fields @message', ...window }), past.lines(window)]);
    return [answer.state === 'complete' && answer.rows.length, lines.state === 'complete' && lines.lines.length];
  };
  expect(await foundAt(written - 1)).toEqual([0, 0]);
  expect(await foundAt(written)).toEqual([1, 1]);
});

test('lines that memory had no room for are unknown, and counted all the same', async () => {
  const atMs = Date.parse('2026-11-25T10:00:00Z');
  const message = `2026-11-25 10:00:00 - INFO - atlasml.app - ${'x'.repeat(1000)}`;
  const minutes = minutesOf(
    Array.from({ length: 60 }, (_, i) => ({ timestamp: atMs + i * 1000, message })),
    { mostCharacters: 50_000 },
  );
  const past = minutes.askedAt(atMs + 5 * MINUTE_MS);
  const lines = await past.lines({ startMs: atMs, endMs: atMs + MINUTE_MS });
  expect(lines).toMatchObject({ state: 'unknown', reason: expect.stringContaining('were counted and are not in memory') });
  const window = { startMs: atMs - ARRIVAL_MS, endMs: atMs - ARRIVAL_MS + 5 * MINUTE_MS - 1 };
  expect(await countWindow(LOGS, window, past)).toMatchObject({ counts: { lines: 60 } });
});

async function rowsOf(source: ReturnType<typeof localLogSource>, query: string, window: { startMs: number; endMs: number }) {
  const answer = await source.query({ query, ...window });
  return answer.state === 'complete' ? answer.rows : answer.reason;
}
