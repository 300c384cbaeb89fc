import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LONGEST_ANSWERED_SILENCE_MS,
  nextMorningMs,
  silenceEnd,
  wallWords,
} from '../../../../functions/shared/answers/silence-end.ts';

const BERLIN = 'Europe/Berlin';
const at = (utc: string) => Date.parse(`${utc}Z`);
const iso = (end: ReturnType<typeof silenceEnd>) => ('fault' in end ? 'none' : new Date(end.untilMs).toISOString().slice(0, 16));

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
  // This hour is on the clock twice: the first one is meant, but for one that is past.
  ['2026-10-25T02:30', '2026-10-24T20:00', BERLIN, '2026-10-25T00:30'],
  ['2026-10-25T02:30', '2026-10-25T00:45', BERLIN, '2026-10-25T01:30'],
  ['2026-10-25T02:30', '2026-10-25T01:45', BERLIN, 'none'],
  ['2026-10-25T01:59', '2026-10-24T20:00', BERLIN, '2026-10-24T23:59'],
  ['2026-10-25T03:00', '2026-10-24T20:00', BERLIN, '2026-10-25T02:00'],
  ['2026-11-01T01:30', '2026-11-01T00:00', 'America/New_York', '2026-11-01T05:30'],
  ['2026-04-05T01:45', '2026-04-04T12:00', 'Australia/Lord_Howe', '2026-04-04T14:45'],
])('%s, asked at %s UTC in %s, ends at %s', (choice, asked, zone, end) => {
  expect(iso(silenceEnd(choice, at(asked), zone))).toBe(end);
});

test.each([
  ['2026-02-31T10:00', '2026-03-02T20:00', 'there is no 2026-02-31: that month has 28 days'],
  ['2026-11-27T25:61', '2026-11-27T20:00', 'there is no 25:61: hours go to 23'],
  ['2026-11-27T24:30', '2026-11-27T20:00', 'there is no 24:30'],
  ['2026-13-01T10:00', '2026-11-27T20:00', 'months go from 01 to 12'],
  ['2026-11-27T19:00', '2026-11-27T20:00', 'That time is past, or more than a day away.'],
  ['soon', '2026-11-27T20:00', 'That is no time.'],
])('%s is refused, and why is said', (choice, asked, words) => {
  expect(silenceEnd(choice, at(asked), 'UTC')).toEqual({ fault: expect.stringContaining(words) });
});

test.each([
  ['2026-10-25T02:30', '2026-10-24T20:00', '02:30 comes twice on that day, for the clocks go back. The first one is meant.'],
  [
    '2026-10-25T02:30',
    '2026-10-25T00:45',
    '02:30 comes twice on that day, for the clocks go back. The first one is past, so the second one is meant.',
  ],
  ['2026-10-25T03:30', '2026-10-24T20:00', undefined],
  ['1h', '2026-10-25T00:30', undefined],
])('of %s, asked at %s UTC in Berlin, is said: %s', (choice, asked, note) => {
  const end = silenceEnd(choice, at(asked), BERLIN);
  expect('fault' in end ? end.fault : end.note).toBe(note);
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
