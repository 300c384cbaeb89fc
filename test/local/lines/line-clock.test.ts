import { describe, expect, test } from 'vitest';
import { LineClock } from '../../../local/lines/line-clock.ts';
import type { Line } from '../../../local/lines/line-reader.ts';
import { momentsOf, offsetAt } from '../../../local/lines/zone.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(`${text}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19);
/** A line as AtlasML writes it at a moment, with a clock so far ahead of UTC. */
const own = (moment: string, offsetMs = 0): Line => ({ text: 'x', stampMs: at(moment) + offsetMs });
const uvicorn: Line = { text: 'INFO:     x' };

const ZONES: [string, string, number][] = [
  ['UTC', '2026-11-25T10:00:00', 0],
  ['Europe/Berlin', '2026-11-25T10:00:00', HOUR],
  ['Europe/Berlin', '2026-07-01T10:00:00', 2 * HOUR],
  ['America/New_York', '2026-11-25T10:00:00', -5 * HOUR],
  ['Asia/Kolkata', '2026-11-25T10:00:00', 5.5 * HOUR],
  ['Asia/Kathmandu', '2026-11-25T10:00:00', 5.75 * HOUR],
  ['Pacific/Kiritimati', '2026-11-25T10:00:00', 14 * HOUR],
];

describe('zones', () => {
  test.each(ZONES)('%s at %s is so far ahead', (zone, moment, offset) => {
    expect(offsetAt(zone, at(moment))).toBe(offset);
    expect(momentsOf(zone, at(moment) + offset)).toEqual([at(moment)]);
  });

  test('the hour that autumn repeats is two moments, the one that spring leaves out is one', () => {
    expect(momentsOf('Europe/Berlin', at('2026-10-25T02:30:00')).map(iso)).toEqual([
      '2026-10-25T00:30:00',
      '2026-10-25T01:30:00',
    ]);
    expect(momentsOf('Europe/Berlin', at('2026-03-29T02:30:00')).map(iso)).toHaveLength(1);
  });
});

describe('a file that is followed: its lines were written since the last look', () => {
  const look = (n: number) => ({
    fromMs: at('2026-11-25T10:00:00') + (n - 1) * 60_000,
    toMs: at('2026-11-25T10:00:00') + n * 60_000,
  });

  test.each(ZONES.filter(([, moment]) => moment.startsWith('2026-11')))('%s is noticed at once', (_zone, moment, offset) => {
    const clock = new LineClock(undefined, 0);
    clock.place([]);
    const lines = [own(moment, offset), uvicorn, own('2026-11-25T10:00:40', offset)];
    expect(clock.place(lines, look(1)).map((e) => iso(e.timestamp))).toEqual([
      '2026-11-25T10:00:00',
      '2026-11-25T10:00:00',
      '2026-11-25T10:00:40',
    ]);
    expect(clock.seen).toMatchObject({ offsetMs: offset, hasChanged: false });
  });

  test('what was placed before the clock was known is put right', () => {
    const clock = new LineClock(undefined, 0);
    expect(clock.place([own('2026-11-25T09:59:30', HOUR)])[0]?.timestamp).toBe(at('2026-11-25T10:59:30'));
    clock.place([own('2026-11-25T10:00:30', HOUR)], look(1));
    expect(clock.takeCorrection()).toBe(-HOUR);
    expect(clock.takeCorrection()).toBe(0);
  });

  test('when the clock is put forward or back, the lines from then on are counted by the new one', () => {
    const clock = new LineClock(undefined, 0);
    clock.place([own('2026-11-25T10:00:30')], look(1));
    const lines = [own('2026-11-25T10:01:10'), own('2026-11-25T10:01:20', -HOUR), uvicorn, own('2026-11-25T10:01:50', -HOUR)];
    expect(clock.place(lines, look(2)).map((e) => iso(e.timestamp).slice(14))).toEqual(['01:10', '01:20', '01:20', '01:50']);
    expect(clock.seen).toMatchObject({ offsetMs: -HOUR, hasChanged: true });
  });

  test('a line that somebody sent, with any time, moves neither itself far nor what follows', () => {
    const clock = new LineClock(undefined, 0);
    clock.place([own('2026-11-25T10:00:30')], look(1));
    const forged = ['2020-01-01T00:00:00', '2031-01-01T00:00:00', '2026-11-25T10:31:10', '2026-11-25T08:01:10'];
    const lines = [own('2026-11-25T10:01:10'), ...forged.map((moment) => own(moment)), uvicorn, own('2026-11-25T10:01:50')];
    const moments = clock.place(lines, look(2)).map((e) => e.timestamp);
    for (const moment of moments) expect([iso(moment)]).toEqual([expect.stringMatching(/T10:01:[15]0$/)]);
    expect(clock.seen).toMatchObject({ offsetMs: 0, hasChanged: false });
  });

  test('lines of a pipe that was stuck for an hour keep their times', () => {
    const clock = new LineClock(undefined, 0);
    clock.place([own('2026-11-25T10:00:30')], look(1));
    const lines = Array.from({ length: 40 }, (_, i) => own(iso(at('2026-11-25T10:01:00') + i * 60_000)));
    const moments = clock.place(lines, look(105)).map((e) => e.timestamp);
    expect(iso(moments[0] as number)).toBe('2026-11-25T10:01:00');
    expect(clock.seen).toMatchObject({ offsetMs: 0, hasChanged: false });
  });

  test('a configured zone that does not fit what is seen is set aside, and said', () => {
    const clock = new LineClock('America/New_York', 0);
    clock.place([]);
    expect(iso(clock.place([own('2026-11-25T10:00:30', HOUR)], look(1))[0]?.timestamp ?? 0)).toBe('2026-11-25T10:00:30');
    expect(clock.seen).toMatchObject({ offsetMs: HOUR, isZoneWrong: true });
  });

  test('in the hour that autumn repeats, the moment of reading decides', () => {
    const clock = new LineClock('Europe/Berlin', 0);
    clock.place([]);
    const toMs = at('2026-10-25T01:31:00');
    const [event] = clock.place([{ text: 'x', stampMs: at('2026-10-25T02:30:30') }], { fromMs: toMs - 60_000, toMs });
    expect(iso(event?.timestamp ?? 0)).toBe('2026-10-25T01:30:30');
  });
});

describe('a log that is whole', () => {
  /** Each minute through the night in which Berlin's clocks go back, as they show it. */
  const night = Array.from({ length: 240 }, (_, i) => at('2026-10-24T23:00:00') + i * 60_000);
  const shown = night.map((ms): Line => ({ text: 'x', stampMs: ms + offsetAt('Europe/Berlin', ms) }));

  test('by its zone: the hour again comes after the hour', () => {
    const clock = new LineClock('Europe/Berlin');
    expect(clock.place(shown).map((e) => e.timestamp)).toEqual(night);
  });

  test('by the time at which the file was last written', () => {
    const clock = new LineClock(undefined);
    clock.anchor(shown, (night.at(-1) as number) + 900, 5_000);
    expect(clock.place(shown).map((e) => e.timestamp)).toEqual(night);
    expect(clock.seen).toMatchObject({ offsetMs: HOUR, hasChanged: true });
  });

  test('by its order alone: nothing is counted twice at one time', () => {
    const clock = new LineClock(undefined);
    const moments = clock.place(shown).map((e) => e.timestamp);
    expect(moments.map((ms, i) => ms - (night[i] as number))).toEqual(night.map(() => 2 * HOUR));
    expect(clock.seen).toMatchObject({ offsetMs: undefined, hasChanged: true });
  });

  test('a copy, written at any other time, says nothing of the clock', () => {
    const clock = new LineClock(undefined);
    clock.anchor(shown, (night.at(-1) as number) + 400_000, 5_000);
    clock.place(shown);
    expect(clock.seen.offsetMs).toBeUndefined();
  });

  test('one line that somebody sent, an hour back, moves nothing', () => {
    const clock = new LineClock(undefined);
    const lines = ['10:59:50', '10:00:05', '11:00:10', '11:00:20'].map((time) => own(`2026-11-25T${time}`));
    expect(clock.place(lines).map((e) => iso(e.timestamp).slice(11))).toEqual(['10:59:50', '11:00:05', '11:00:10', '11:00:20']);
    expect(clock.seen.hasChanged).toBe(false);
  });

  test('files that were put behind one another are no change of the clock', () => {
    const clock = new LineClock(undefined);
    const lines = ['10:00:10', '10:53:00', '10:00:10', '10:53:00'].map((time) => own(`2026-11-25T${time}`));
    expect(clock.place(lines).map((e) => iso(e.timestamp).slice(11))).toEqual(['10:00:10', '10:53:00', '10:00:10', '10:53:00']);
    expect(clock.seen.hasChanged).toBe(false);
  });

  test.each(ZONES)('with an outer time, %s is only said: the outer time counts', (_zone, moment, offset) => {
    const clock = new LineClock(undefined);
    const lines = Array.from({ length: 6 }, () => ({ ...own(moment, offset), arrivalMs: at(moment) + 250 }));
    expect(clock.place(lines).every((e) => e.timestamp === at(moment) + 250)).toBe(true);
    expect(clock.seen.offsetMs).toBe(offset);
  });

  test("CloudWatch's times that are wrong by a zone are put right by when it took the lines", () => {
    const clock = new LineClock(undefined);
    const lines = [0, 1, 2].map((i): Line => {
      const ms = at('2026-11-25T10:00:00') + i * 1000;
      return { text: 'x', stampMs: ms - 5 * HOUR, arrivalMs: ms - 5 * HOUR, ingestedMs: ms + 700 };
    });
    expect(clock.place(lines).map((e) => iso(e.timestamp).slice(11))).toEqual(['10:00:00', '10:00:01', '10:00:02']);
    expect(clock.seen).toMatchObject({ driverOffsetMs: -5 * HOUR, offsetMs: -5 * HOUR });
  });
});
