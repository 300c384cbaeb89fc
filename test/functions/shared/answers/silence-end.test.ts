import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LONGEST_ANSWERED_SILENCE_MS,
  nextMorningMs,
  silenceEndMs,
  wallWords,
} from '../../../../functions/shared/answers/silence-end.ts';

const BERLIN = 'Europe/Berlin';
const iso = (ms: number | undefined) => (ms === undefined ? 'none' : new Date(ms).toISOString().slice(0, 16));

test.each([
  ['10m', '2026-11-27T02:50', BERLIN, '2026-11-27T03:00'],
  ['1h', '2026-11-27T02:50', BERLIN, '2026-11-27T03:50'],
  ['8:00', '2026-11-27T02:50', BERLIN, '2026-11-27T07:00'],
  ['8:00', '2026-11-27T09:00', BERLIN, '2026-11-28T07:00'],
  ['8:00', '2026-11-27T05:59', BERLIN, '2026-11-27T07:00'],
  ['8:00', '2026-11-27T06:00', BERLIN, '2026-11-28T07:00'],
  ['8:00', '2026-11-27T02:50', 'UTC', '2026-11-27T08:00'],
  ['8:00', '2026-11-27T20:00', 'Asia/Kolkata', '2026-11-28T02:30'],
  ['8:00', '2026-11-27T20:00', 'Pacific/Auckland', '2026-11-28T19:00'],
  // The clocks go back on 25 October and forward on 29 March: 8:00 is 8:00 by the new clock.
  ['8:00', '2026-10-24T20:00', BERLIN, '2026-10-25T07:00'],
  ['8:00', '2026-10-24T05:30', BERLIN, '2026-10-25T07:00'],
  ['8:00', '2026-03-28T20:00', BERLIN, '2026-03-29T06:00'],
  ['2026-11-27T14:30', '2026-11-27T02:50', BERLIN, '2026-11-27T13:30'],
  ['2026-10-25T08:00', '2026-10-24T20:00', BERLIN, '2026-10-25T07:00'],
  // This hour is not on the clock.
  ['2026-03-29T02:30', '2026-03-28T20:00', BERLIN, '2026-03-29T01:30'],
  ['2026-11-27T03:00', '2026-11-27T02:50', BERLIN, 'none'],
  ['2026-11-29T03:00', '2026-11-27T02:50', BERLIN, 'none'],
  ['tomorrow', '2026-11-27T02:50', BERLIN, 'none'],
  ['', '2026-11-27T02:50', BERLIN, 'none'],
])('%s, asked at %s UTC in %s, ends at %s', (choice, at, zone, end) => {
  expect(iso(silenceEndMs(choice, Date.parse(`${at}Z`), zone))).toBe(end);
});

test('8:00 is 8:00 on the wall, more than an hour away, and never further than a silence may last', () => {
  const zone = fc.constantFrom(BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC');
  const from = Date.parse('2026-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 * 366 * 24 * 60 }), zone, (minute, timeZone) => {
      const nowMs = from + minute * 60_000;
      const endMs = nextMorningMs(nowMs, timeZone);
      expect(wallWords(endMs, timeZone).slice(11)).toBe('08:00');
      expect(endMs - nowMs).toBeGreaterThan(3_600_000);
      expect(endMs - nowMs).toBeLessThanOrEqual(LONGEST_ANSWERED_SILENCE_MS);
    }),
    { numRuns: 200, seed: 3 },
  );
});
