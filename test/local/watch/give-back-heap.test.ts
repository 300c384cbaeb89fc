import { expect, test } from 'vitest';
import { collector, HeapKeeper } from '../../../local/watch/give-back-heap.ts';

const MB = 1_000_000;

test('memory is given back at first, and each time that the process has grown by 16 MB', () => {
  let rss = 120 * MB;
  const collected: number[] = [];
  const keeper = new HeapKeeper({
    rss: () => rss,
    collect() {
      collected.push(rss / MB);
      rss = Math.min(rss, 110 * MB);
    },
  });
  for (const mb of [120, 125, 126, 105, 120, 121, 180, 112]) {
    rss = mb * MB;
    keeper.look();
  }
  expect(collected).toEqual([120, 126, 121, 180]);
});

test('what nobody needs is collected', () => {
  let held: object | undefined = { large: new Array(1_000).fill(0) };
  const seen = new WeakRef(held);
  held = undefined;
  // A reference that was made in this turn is kept until its end, https://tc39.es/ecma262/#sec-weak-ref-constructor
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    collector()();
    expect([held, seen.deref()]).toEqual([undefined, undefined]);
  });
});
