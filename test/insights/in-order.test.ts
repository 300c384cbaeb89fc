import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InOrder } from '../../insights/run/in-order.ts';

test('results are handed on by their numbers, in whatever order threads finish', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
      const taken: string[] = [];
      const results = new InOrder<string>((result) => taken.push(result));
      for (const number of order) results.arrived(number, `r${number}`);
      expect(taken).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']);
    }),
  );
});
