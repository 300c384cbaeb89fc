import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_LINES } from '../../../functions/shared/ports.ts';
import { type LogEvent, runQuery } from '../../../insights/index.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { LogSeconds } from '../../../local/follow/log-seconds.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { namesIn, recorded } from '../../support/corpus.ts';

const ROOM = { keepMs: 24 * 3_600_000, mostBytes: 40 << 20, mostLineBytes: 20 << 20 };
const QUERIES = askedQueries(LOGS);
const ALL = namesIn('docker/logs')
  .map(recorded)
  .filter((events) => events.length > 200);
const QUARTER_MS = 900_000;

/** A stretch of a recording, squeezed so that a second holds many lines, a little out of order, and cut into looks. */
const play = fc
  .record({
    recording: fc.constantFrom(...ALL),
    from: fc.nat(5_000),
    length: fc.integer({ min: 1, max: 800 }),
    squeeze: fc.constantFrom(1, 5, 40),
    jitter: fc.array(fc.integer({ min: -2_500, max: 2_500 }), { minLength: 1, maxLength: 30 }),
    looks: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }),
    startSecond: fc.nat(200),
    seconds: fc.integer({ min: 1, max: 400 }),
    offsetMs: fc.constantFrom(0, 0, 0, 377),
    correctAfter: fc.nat(3),
    correction: fc.constantFrom(0, 0, -4 * QUARTER_MS, 23 * QUARTER_MS),
  })
  .map(({ recording, from, length, squeeze, jitter, ...rest }) => {
    const begin = from % recording.length;
    const stretch = recording.slice(begin, begin + length);
    const firstMs = Math.floor((stretch[0]?.timestamp ?? 0) / 1000) * 1000;
    const events = stretch.map((event, i): LogEvent => {
      const ms =
        firstMs + Math.floor((event.timestamp - firstMs) / squeeze) + (squeeze > 1 ? (jitter[i % jitter.length] ?? 0) : 0);
      return { ...event, timestamp: ms };
    });
    return { events, firstMs, ...rest };
  });

/** By the rows' own text: a query without an order gives them in any. */
const sorted = (text: string, rows: Record<string, string>[]) =>
  /\| sort /.test(text) ? rows : rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

test('what was counted second by second is what the queries count in all events', async () => {
  await fc.assert(
    fc.asyncProperty(play, async ({ events, firstMs, looks, startSecond, seconds, offsetMs, correctAfter, correction }) => {
      const counted = new LogSeconds(QUERIES, ROOM);
      let at = 0;
      let by = 0;
      for (let i = 0; at < events.length; i++) {
        if (i === correctAfter && correction !== 0) {
          counted.correct(correction);
          by = correction;
        }
        const look = events.slice(at, at + (looks[i % looks.length] ?? 1));
        counted.add(
          look.map((e) => ({ ...e, timestamp: e.timestamp + by })),
          firstMs + by,
        );
        at += look.length;
      }
      const moved = events.map((e) => ({ ...e, timestamp: e.timestamp + by }));
      const startMs = firstMs + by + (startSecond - 20) * 1000 + offsetMs;
      const window = { startMs, endMs: startMs + seconds * 1000 - 1 };
      for (const { text: query } of QUERIES)
        expect(sorted(query, counted.rows(query, window))).toEqual(sorted(query, runQuery(query, moved, window).rows));
      const whole = await localLogSource(() => moved).lines(window);
      const lines = counted.lines(window, MOST_LINES).map((e) => [e.timestamp, e.message]);
      expect(lines).toEqual(whole.state === 'complete' && whole.lines.map((l) => [l.atMs, l.message]));
    }),
    { numRuns: 12 },
  );
});
