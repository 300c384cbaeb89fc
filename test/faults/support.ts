import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const AT_ONCE = 25;

/** Tests that hold every promise under so many seeds; `npm run faults` plays more. */
export function holdSeeds(from: number, count: number): void {
  describe('whatever fails, nothing is lost, ended without proof, repeated without bound or held up by another', () => {
    for (let first = from; first < from + count; first += AT_ONCE) {
      test(`seeds ${first} to ${first + AT_ONCE - 1}`, async () => {
        for (let seed = first; seed < first + AT_ONCE; seed++) {
          expect(await simulate(seed), `again: npm run faults -- --seeds 1 --from ${seed}`).toEqual([]);
        }
      });
    }
  });
}
