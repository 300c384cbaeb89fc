import { describe, expect, test } from 'vitest';
import { judgeUsage } from '../../../../functions/send-digest/items/usage.ts';
import type { Datapoint } from '../../../../functions/shared/ports.ts';
import { DAY, HOUR, NOW } from '../support.ts';

describe('memory and disk: how much, how it grows, and when it reaches the limit', () => {
  /** Percent by hour, over so many days until now. */
  const hourly = (days: number, value: (daysAgo: number) => number): Datapoint[] =>
    Array.from({ length: days * 24 }, (_, i) => {
      const atMs = NOW - days * DAY + i * HOUR;
      return { atMs, value: value((NOW - atMs) / DAY) };
    });

  test.each<[string, Datapoint[], string, string]>([
    ['steady', hourly(7, () => 61), 'well', '61 % now, 61 % at most in a day; steady'],
    [
      'it reaches the limit within the days that were looked at',
      hourly(7, (ago) => 76 - 1.2 * ago),
      'bad',
      '76 % now, 76 % at most in a day; +1.2 % a day: 80 % about 2026-11-29',
    ],
    [
      'it will, but nobody can say that far ahead',
      hourly(7, (ago) => 60 - ago),
      'well',
      '60 % now, 60 % at most in a day; +1 % a day: 80 % not within 6 days',
    ],
    ['it falls', hourly(7, (ago) => 60 + ago), 'well', '60 % now, 61 % at most in a day; -1 % a day'],
    ['it is above', hourly(7, () => 85), 'bad', '85 % now, 85 % at most in a day; steady'],
    [
      'what came before a restart says nothing',
      hourly(7, (ago) => (ago > 0.5 ? 79 : 30)),
      'well',
      '30 % now, 79 % at most in a day; it restarted within a day, so there is no trend yet',
    ],
    [
      'the first hours',
      hourly(1, () => 40).slice(-5),
      'well',
      '40 % now, 40 % at most in a day; less than a day is known, so there is no trend yet',
    ],
    ['it went silent', hourly(7, () => 61).slice(0, -10), 'unknown', 'no data since 2026-11-25 20:00 UTC; then 61 %'],
    ['no data', [], 'unknown', 'no data in all that time'],
  ])('%s', (_title, points, status, fact) => expect(judgeUsage(points, 80, NOW)).toEqual({ status, fact }));
});
