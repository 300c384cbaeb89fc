import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeRange } from '../../../../cli/query/time-range.ts';
import { momentMs } from '../../../../cli/why/moment-time.ts';
import { timeFault } from '../../../../functions/shared/text/time-fault.ts';
import { knownIncidents } from '../../../../local/replay/known-incidents.ts';
import { readSeries } from '../../../../local/replay/series.ts';

const NO_SUCH: [string, string][] = [
  ['2026-02-31T10:00', 'there is no 2026-02-31: that month has 28 days'],
  ['2026-02-29T10:00', 'that month has 28 days'],
  ['2026-04-31T10:00', 'that month has 30 days'],
  ['2026-13-01T10:00', 'months go from 01 to 12'],
  ['2026-00-10T10:00', 'months go from 01 to 12'],
  ['2026-11-00T10:00', 'that month has 30 days'],
  ['2026-11-25T25:61', 'there is no 25:61: hours go to 23, minutes and seconds to 59'],
  ['2026-11-25T10:60', 'there is no 10:60'],
  ['2026-11-25T24:01', 'there is no 24:01'],
  ['2026-11-25T10:10:60', 'there is no 10:10:60'],
];

describe.each<[string, (time: string) => unknown]>([
  ['query --start', (time) => timeRange({ start: time }, 0)],
  ['query --end, by another zone', (time) => timeRange({ end: `${time}+02:00` }, 0)],
  ['why TIME', (time) => momentMs(time, { startMs: 0, untilMs: Date.parse('2030-01-01T00:00:00Z') })],
  ['replay --incidents', (time) => knownIncidents([{ id: 'i', from: `${time}Z` }])],
  ['replay --series', (time) => readSeries(JSON.stringify({ at: `${time}Z` }))],
])('%s refuses what there is not, and says why', (_name, read) => {
  test.each(NO_SUCH)('%s', (time, words) => expect(() => read(time)).toThrow(words));
  test.each(['2024-02-29T10:00', '2026-12-31T23:59'])('but not %s', (time) => expect(() => read(time)).not.toThrow());
});

test.each(NO_SUCH)('%s: %s', (time, words) => expect(timeFault(time)).toContain(words));

test('of a moment that there is nothing is wrong, however it is written', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString();
      for (const text of [iso, iso.slice(0, 16), iso.replace('T', ' '), iso.slice(0, 10)])
        expect(timeFault(text)).toBeUndefined();
    }),
  );
  for (const text of ['2026-11-25T24:00', 'now', '3h', '1764000000', '']) expect(timeFault(text)).toBeUndefined();
});
