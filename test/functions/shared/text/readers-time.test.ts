import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readersTime } from '../../../../functions/shared/text/readers-time.ts';
import { clockTime, dateTime } from '../../../../functions/shared/text/words.ts';

const at = (iso: string) => Date.parse(iso);

describe('a time is told by the clock of the reader, with UTC beside it', () => {
  const AUTUMN = '2026-11-25T23:32:04Z';
  test.each([
    ['Europe/Berlin', 'clock', '00:32:04 Berlin (23:32:04 UTC)'],
    ['Europe/Berlin', 'date', '2026-11-26 00:32 Berlin (2026-11-25 23:32 UTC)'],
    ['Europe/Berlin', 'minute', '00:32 Berlin (23:32 UTC)'],
    ['Europe/Berlin', 'row', '00:32:04 (23:32:04 UTC)'],
    ['Europe/Berlin', 'rowDay', '11-26 00:32 (11-25 23:32 UTC)'],
    ['Europe/Berlin', 'day', '2026-11-26'],
    ['Europe/London', 'date', '2026-11-25 23:32 London (23:32 UTC)'],
    ['America/Argentina/Buenos_Aires', 'minute', '20:32 Buenos Aires (23:32 UTC)'],
    ['Asia/Kathmandu', 'minute', '05:17 Kathmandu (23:32 UTC)'],
    ['UTC', 'clock', '23:32:04 UTC'],
    ['UTC', 'date', '2026-11-25 23:32 UTC'],
    ['UTC', 'row', '23:32:04'],
    ['UTC', 'rowDay', '11-25 23:32'],
    ['Etc/UTC', 'minute', '23:32 UTC'],
    ['Nowhere/Land', 'clock', '23:32:04 UTC'],
  ] as const)('%s: %s', (zone, form, expected) => expect(readersTime(zone)[form](at(AUTUMN))).toBe(expected));

  test('a stretch of time', () => {
    const [from, noon, later] = [at('2026-11-25T08:32:04Z'), at('2026-11-25T12:00:00Z'), at('2026-11-25T23:30:00Z')];
    const berlin = readersTime('Europe/Berlin');
    expect(berlin.dates(from, noon)).toBe('2026-11-25 09:32 to 13:00 Berlin (08:32 to 12:00 UTC)');
    expect(berlin.dates(from, later)).toBe('2026-11-25 09:32 to 2026-11-26 00:30 Berlin (2026-11-25 08:32 to 23:30 UTC)');
    expect(berlin.clocks(from, noon)).toBe('09:32:04 to 13:00:00 Berlin (08:32:04 to 12:00:00 UTC)');
    expect(berlin.minuteAlone(from)).toBe('09:32 Berlin');
    expect(readersTime('UTC').dates(from, later)).toBe('2026-11-25 08:32 to 23:30 UTC');
  });

  test.each([
    ['before summer time begins', '2026-03-29T00:59:59Z', '01:59:59 Berlin (00:59:59 UTC)'],
    ['when it has begun: the hour from two to three does not exist', '2026-03-29T01:00:00Z', '03:00:00 Berlin (01:00:00 UTC)'],
    ['the first of two half past two', '2026-10-25T00:30:00Z', '02:30:00 Berlin (00:30:00 UTC)'],
    ['the second one', '2026-10-25T01:30:00Z', '02:30:00 Berlin (01:30:00 UTC)'],
  ])('%s', (_title, iso, expected) => expect(readersTime('Europe/Berlin').clock(at(iso))).toBe(expected));
});

test('UTC alone is told as it always was', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      const ms = date.getTime();
      expect(readersTime(undefined).date(ms)).toBe(dateTime(ms));
      expect(readersTime('UTC').clock(ms)).toBe(`${clockTime(ms)} UTC`);
    }),
    { numRuns: 50 },
  );
});

/** The last Sunday of a month, 01:00 UTC: there the clocks of the European Union change (directive 2000/84/EC). */
function changeMs(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 0, 1));
  return last.getTime() - last.getUTCDay() * 86_400_000;
}

test('at any moment it is the offset that the rule of the European Union gives', () => {
  const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 11, 31) });
  const near = fc.tuple(fc.integer({ min: 2000, max: 2037 }), fc.constantFrom(3, 10), fc.integer({ min: -7_200, max: 7_200 }));
  const nearMs = near.map(([year, month, seconds]) => changeMs(year, month) + seconds * 1000);
  fc.assert(
    fc.property(fc.oneof(moment, nearMs), (ms) => {
      const year = new Date(ms).getUTCFullYear();
      const isSummer = ms >= changeMs(year, 3) && ms < changeMs(year, 10);
      const shifted = new Date(ms + (isSummer ? 2 : 1) * 3_600_000).toISOString();
      expect(readersTime('Europe/Berlin').clock(ms)).toBe(`${shifted.slice(11, 19)} Berlin (${clockTime(ms)} UTC)`);
      expect(readersTime('Europe/Berlin').day(ms)).toBe(shifted.slice(0, 10));
    }),
    { numRuns: 200 },
  );
});
