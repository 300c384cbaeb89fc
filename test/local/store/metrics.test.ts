import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { newFolder, storeIn, T0, up, upIn } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('made coarser by the minute and by the hour, with late datapoints, a series has the same statistics', async () => {
  const samples = fc.array(fc.tuple(fc.nat(70 * 24 * 60), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(samples, fc.array(fc.nat(39), { maxLength: 3 }), async (all, tidyAfter) => {
      const clock = { at: T0 };
      const store = new SqliteStore('test', ':memory:', () => clock.at);
      const plain: number[][] = [];
      for (const [i, [minutesAgo, value]] of all.entries()) {
        const atMs = T0 - minutesAgo * 60_000;
        await store.put(up(value), atMs);
        plain.push([Math.floor(atMs / HOUR) * HOUR, value]);
        if (tidyAfter.includes(i)) for (let n = 0; n < 30; n++) store.tidy();
      }
      for (let n = 0; n < 30; n++) store.tidy();
      const expected = [...Map.groupBy(plain, ([hour]) => hour as number)].sort(([a], [b]) => a - b);
      for (const [statistic, of] of [
        ['Sum', (v: number[]) => v.reduce((a, b) => a + b)],
        ['SampleCount', (v: number[]) => v.length],
        ['Maximum', (v: number[]) => Math.max(...v)],
        ['p50', (v: number[]) => v.toSorted()[Math.ceil(v.length / 2) - 1]],
      ] as const) {
        const read = await store.read(upIn(statistic, 3600, T0 - 71 * DAY, T0 + 1));
        expect(read).toEqual(expected.map(([atMs, rows]) => ({ atMs, value: of(rows.map((r) => r[1] as number)) })));
      }
      store.close();
    }),
    { numRuns: 40 },
  );
});

test('what is kept how finely: ten seconds for three hours, minutes for 62 days, hours for 400 days', async () => {
  const clock = { at: T0 };
  const store = new SqliteStore('test', ':memory:', () => clock.at);
  for (const value of [1, 0, 1]) await store.put(up(value), T0 + value * 10_000);
  const read = async (statistic: string, periodSeconds: number) =>
    (await store.read(upIn(statistic, periodSeconds, T0, T0 + HOUR))).map((p) => p.value);
  const later = (ms: number, times: number) => {
    clock.at = T0 + ms;
    for (let n = 0; n < times; n++) store.tidy();
  };
  later(3 * HOUR - 60_000, 3);
  expect(await read('Minimum', 10)).toEqual([0, 1]);
  later(4 * HOUR, 3);
  expect(await read('Minimum', 10)).toEqual([]);
  expect(await read('SampleCount', 60)).toEqual([3]);
  later(61 * DAY, 3);
  expect(await read('Sum', 60)).toEqual([2]);
  later(63 * DAY, 3);
  expect(await read('Sum', 60)).toEqual([]);
  expect(await read('Sum', 3600)).toEqual([2]);
  expect(await read('p50', 86_400)).toEqual([1]);
  later(399 * DAY, 3);
  expect(await read('Sum', 3600)).toEqual([2]);
  later(402 * DAY, 3);
  expect(await read('Sum', 3600)).toEqual([]);
});

test('a window that ends within a minute does not see what came later in it', async () => {
  const store = new SqliteStore('test', ':memory:', () => T0);
  await store.put(up(1), T0 + 5_000);
  await store.put(up(0), T0 + 50_000);
  expect(await store.read(upIn('Minimum', 60, T0, T0 + 20_000))).toEqual([{ atMs: T0, value: 1 }]);
});

test('a clock that is a year ahead for an hour makes a little coarser, and drops next to nothing', async () => {
  const clock = { at: T0 };
  const store = new SqliteStore('test', ':memory:', () => clock.at);
  for (let hour = 0; hour < 30 * 24; hour++) await store.put(up(1), T0 - hour * HOUR);
  store.tidy();
  clock.at = T0 + 500 * DAY;
  for (let n = 0; n < 6; n++) store.tidy();
  clock.at = T0;
  const kept = await store.read(upIn('SampleCount', 86_400, T0 - 31 * DAY, T0 + 1));
  expect(kept.reduce((sum, p) => sum + p.value, 0)).toBeGreaterThan(24 * 24);
});

describe('a disk that is full', () => {
  test('metrics go on in memory, are read as ever, said once, and written when there is room', async () => {
    const folder = newFolder();
    const { store, said, clock } = storeIn(folder, { at: T0 }, { mostPages: 40 });
    let minute = 0;
    const next = async () => {
      clock.at = T0 + minute * 60_000;
      for (let n = 0; n < 40; n++) await store.put([...up(1), ...up(1)], clock.at + n);
      minute++;
    };
    while (said.length === 0 && minute < 2_000) await next();
    const full = minute;
    expect(said).toEqual([
      expect.stringMatching(/^Metrics cannot be written: .*full\. They wait in memory, and alarms go on\.$/),
    ]);
    for (let n = 0; n < 60; n++) await next();
    expect(said).toHaveLength(1);
    const read = await store.read(upIn('SampleCount', 60, T0, clock.at + 60_000));
    expect(read).toEqual(Array.from({ length: full + 60 }, (_, i) => ({ atMs: T0 + i * 60_000, value: 80 })));
    expect(store.notices.list(0).filter((n) => n.what === 'not written')).toHaveLength(1);
    store.close();
    // The same folder with room: what had been taken is there.
    const again = storeIn(folder, clock);
    expect((await again.store.read(upIn('Sum', 60, T0, T0 + 60_000)))[0]?.value).toBe(80);
  });

  test('what waits is bounded, and the oldest of it goes', async () => {
    const { store } = storeIn(newFolder(), { at: T0 }, { mostPages: 14 });
    for (let n = 0; n < 30; n++) await store.put(Array.from({ length: 1_000 }, () => up(1)).flat(), T0 + n * 60_000);
    const counts = await store.read(upIn('SampleCount', 60, T0, T0 + 30 * 60_000));
    const sum = counts.reduce((all, p) => all + p.value, 0);
    expect(sum).toBeLessThanOrEqual(21_000);
    expect(counts.at(-1)).toEqual({ atMs: T0 + 29 * 60_000, value: 1_000 });
  });
});
