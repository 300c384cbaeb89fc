import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { episodesOf, suggestThreshold } from '../../../functions/send-digest/suggestion.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import type { Datapoint } from '../../../functions/shared/ports.ts';
import type { SignalId } from '../../../functions/shared/signals/signal.ts';
import { signalOf } from '../../../functions/shared/signals/signals.ts';
import { MINUTE, NOW } from './support.ts';

const THRESHOLDS = DEFAULTS.thresholds;

/** One datapoint for each period; undefined is a gap. */
function series(periodMs: number, ...values: (number | undefined)[]): Datapoint[] {
  return values.flatMap((value, i) => (value === undefined ? [] : [{ atMs: NOW + i * periodMs, value }]));
}

function suggest(id: SignalId, points: Datapoint[], most = 1) {
  const signal = signalOf(id);
  return suggestThreshold(points, { signal, threshold: signal.threshold(THRESHOLDS) }, THRESHOLDS, most);
}

describe('how often a rule goes off', () => {
  const rule = { comparison: '>', datapointsToAlarm: 3, periodSeconds: 60 } as const;
  test.each<[string, (number | undefined)[], number]>([
    ['too short a run is none', [9, 9, 0, 9, 9], 0],
    ['a long run is one', [9, 9, 9, 9, 9, 9], 1],
    ['two runs are two', [9, 9, 9, 0, 9, 9, 9], 2],
    ['a gap ends a run', [9, 9, undefined, 9, 9], 0],
    ['the threshold itself does not breach', [5, 5, 5], 0],
  ])('%s', (_title, values, expected) => expect(episodesOf(series(MINUTE, ...values), rule, 5)).toBe(expected));
});

describe('the threshold that its own history suggests', () => {
  test('the nearest with which it would have gone off once a week', () => {
    expect(suggest('server-errors', series(MINUTE, 12, 0, 14, 0, 40, 0, 11))).toEqual({
      key: 'serverErrors',
      threshold: 14,
      present: 10,
      episodes: 1,
      insteadOf: 4,
    });
  });

  test('an alarm that goes off when something is low is lowered', () => {
    expect(suggest('certificate-expiring', series(5 * MINUTE, 13.8, 20, 12.7, 20, 3.2))).toMatchObject({
      threshold: 12,
      episodes: 1,
    });
  });

  test('a limit in seconds keeps two digits', () => {
    const slow = (value: number) => [value, value, value, value, value, 0.1];
    const points = series(MINUTE, ...slow(3.2345), ...slow(4.5), ...slow(9));
    expect(suggest('slow', points)).toMatchObject({ key: 'responseTimeSeconds', threshold: 4.5, insteadOf: 3 });
  });

  test.each<[string, SignalId, number[]]>([
    ['it went off rarely enough', 'server-errors', [12, 0, 0, 0]],
    ['it is only up or down', 'component-down', [0, 0, 1, 0, 0, 1, 0, 0]],
    ['there is no history', 'server-errors', []],
    ['what is missing cannot be tuned: a new kind is a new kind', 'new-error-kind', [1, 0, 1, 0, 1]],
  ])('none: %s', (_title, id, values) =>
    expect(suggest(id, series(MINUTE * (signalOf(id).periodSeconds / 60), ...values))).toBeUndefined(),
  );

  test('whatever the history, it goes off no more often than allowed, and every nearer candidate more often', () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 8 }), { maxLength: 80 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 3 }), (given, most) => {
        const points = series(MINUTE, ...given);
        const found = suggest('server-errors', points, most);
        const rule = signalOf('server-errors');
        if (!found) {
          expect(episodesOf(points, rule, 10) <= most || points.every((p) => p.value <= 10)).toBe(true);
          return;
        }
        expect(found.threshold).toBeGreaterThan(10);
        expect(episodesOf(points, rule, found.threshold)).toBeLessThanOrEqual(most);
        for (let nearer = 10; nearer < found.threshold; nearer++)
          if (given.includes(nearer) || nearer === 10) expect(episodesOf(points, rule, nearer)).toBeGreaterThan(most);
      }),
      { numRuns: 500 },
    );
  });
});
