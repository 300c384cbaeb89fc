import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addExact, type ExactSum, MOST_SUMMED, totalOf } from '../../insights/collect/exact-sum.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, min: -MOST_SUMMED, max: MOST_SUMMED }),
  fc.integer({ min: -1000, max: 300_000 }).map((cents) => cents / 100),
  fc.constantFrom(1, 2 ** 53, 1e16, -1e16, 0.1, 5e-324, 2 ** 60),
);
const sumOf = (numbers: number[], sum: ExactSum = []) => {
  for (const n of numbers) addExact(sum, n);
  return sum;
};

test('a sum is the same in any order and in any parts, and nothing is left of it without its numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, fc.nat(1000)), { maxLength: 60 }), fc.nat(60), (all, cut) => {
      const numbers = all.map(([n]) => n);
      const shuffled = all.toSorted(([, a], [, b]) => a - b).map(([n]) => n);
      const total = totalOf(sumOf(numbers));
      expect(totalOf(sumOf(shuffled))).toBe(total);
      const behind = sumOf(numbers.slice(cut));
      expect(totalOf(sumOf(behind, sumOf(numbers.slice(0, cut))))).toBe(total);
      expect(
        totalOf(
          sumOf(
            shuffled.map((n) => -n),
            sumOf(numbers),
          ),
        ) + 0,
      ).toBe(0);
    }),
    { numRuns: 1500 },
  );
});
