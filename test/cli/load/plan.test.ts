import { describe, expect, test } from 'vitest';
import { MOST, planAsked, planOf } from '../../../cli/load/plan.ts';

describe('a plan stands before the first request', () => {
  test.each([
    [2, 3, [0, 500, 1000, 1500, 2000, 2500]],
    [0.5, 4, [0, 2000]],
    [0.1, 30, [0, 10_000, 20_000]],
    [3, 0.5, [0]],
  ])('%d a second for %d s', (rate, duration, dueMs) => expect(planOf(rate, duration).dueMs).toEqual(dueMs));

  test('never more than the rate times the duration, whatever both are', () => {
    for (let rate = 0.1; rate <= MOST.ratePerSecond; rate += 0.7)
      for (let duration = 1; duration < 60; duration += 3.3) {
        const { dueMs } = planOf(rate, duration);
        expect(dueMs.length).toBeLessThanOrEqual(rate * duration + 1e-6);
        expect(dueMs.at(-1) ?? 0).toBeLessThan(duration * 1000);
      }
  });
});

test.each([
  ['5', '30'],
  ['5/s', '30'],
  ['5/s', '30s'],
])('--rate %s --duration %s', (rate, duration) => expect(planAsked({ rate, duration }).dueMs).toHaveLength(150));

describe('what is refused', () => {
  test.each([
    [{}, 'asks for all three: load URL --rate 2/s --duration 30'],
    [{ rate: '5/s' }, 'asks for all three'],
    [{ duration: '5' }, 'asks for all three'],
    [{ rate: 'fast', duration: '5' }, '--rate takes a number a second such as 2/s, not fast'],
    [{ rate: '0', duration: '5' }, '--rate takes a number a second such as 2/s, not 0'],
    [{ rate: '-1', duration: '5' }, '--rate takes a number a second such as 2/s, not -1'],
    [{ rate: '1e9', duration: '5' }, '--rate takes'],
    [{ rate: '2', duration: '1h' }, '--duration takes seconds such as 30, not 1h'],
    [{ rate: '51', duration: '5' }, '--rate: at most 50 requests a second, not 51'],
    [{ rate: '1', duration: '601' }, '--duration: at most 600 seconds, not 601'],
    [{ rate: '50', duration: '201' }, '50/s for 201 s are 10050 requests; at most 10000 are allowed'],
    [{ rate: '0.1', duration: '5' }, '0.1 for 5 s is less than one request'],
  ])('%j', (asked, words) => expect(() => planAsked(asked)).toThrow(words));
});
