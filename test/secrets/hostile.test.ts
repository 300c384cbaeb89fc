import { expect, test } from 'vitest';
import { brokenBy, brokenValue, hostileText, hostileValue, isKept, randomOf, textWithSecret } from './hostile.ts';

/** Of those that `npm run fuzz:text` plays a million of. */
const COUNT = 2_000;
const seeds = Array.from({ length: COUNT }, (_, i) => i + 1);

test('no hostile text breaks what becomes of it, and twice is as once', () => {
  for (const seed of seeds) {
    const random = randomOf(seed);
    expect(brokenBy(hostileText(random, 1 + Math.floor(random() * 30))), `seed ${seed}`).toBeUndefined();
  }
});

test('no form of a secret is kept, whatever stands before and behind it', () => {
  for (const seed of seeds) expect(isKept(textWithSecret(randomOf(seed))), `seed ${seed}`).toBe(false);
});

test('JSON stays JSON, and a structure a structure', () => {
  for (const seed of seeds) expect(brokenValue(hostileValue(randomOf(seed))), `seed ${seed}`).toBeUndefined();
});
