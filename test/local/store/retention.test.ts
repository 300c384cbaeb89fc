import { expect, test } from 'vitest';
import { newFolder, storeIn, T0, up, upIn } from './support.ts';

const HOUR = 3_600_000;
const lines = (atMs: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ timestamp: atMs + i, message: `INFO:     ${'x'.repeat(200)} ${i}` }));

test('log events go after seven days', () => {
  const { store, clock } = storeIn(newFolder());
  for (let day = 0; day < 9; day++) store.logs.add(lines(T0 - day * 24 * HOUR, 1));
  clock.at = T0 + HOUR;
  for (let n = 0; n < 20; n++) store.tidy();
  expect(store.logs.read({ startMs: 0, endMs: T0 + HOUR })).toHaveLength(7);
});

test('a full folder drops its oldest logs first, then makes minutes coarser, and says each once', async () => {
  const { store, clock } = storeIn(newFolder(), { at: T0 }, { mostBytes: 1_000_000 });
  for (let hour = 0; hour < 24; hour++) store.logs.add(lines(T0 - hour * HOUR, 150));
  for (let minute = 0; minute < 4 * 24 * 60; minute++) await store.put(up(1), T0 - minute * 60_000);
  for (let n = 0; n < 30; n++) {
    clock.at = T0 + n * 60_000;
    store.tidy();
  }
  const dropped = store.notices.list(0).map((n) => n.text);
  expect(dropped).toEqual(['Log events were dropped before their seven days were over: the folder reached its limit of 1 MB.']);
  const kept = store.logs.read({ startMs: 0, endMs: T0 + HOUR });
  expect(kept.length).toBeGreaterThan(0);
  expect(Math.min(...kept.map((e) => e.timestamp))).toBeGreaterThan(T0 - 23 * HOUR);
  const count = await store.read(upIn('SampleCount', 86_400, T0 - 5 * 24 * HOUR, T0 + 1));
  expect(count.reduce((sum, p) => sum + p.value, 0)).toBe(4 * 24 * 60);
});

test('without logs the minutes older than a day become hours; a day of them stays, and that it is too much is said', async () => {
  const { store, clock } = storeIn(newFolder(), { at: T0 }, { mostBytes: 150_000 });
  for (let minute = 0; minute < 4 * 24 * 60; minute++) await store.put(up(minute % 2), T0 - minute * 60_000);
  for (let n = 0; n < 30; n++) {
    clock.at = T0 + n * 60_000;
    store.tidy();
  }
  expect(store.notices.list(0).map((n) => n.text)).toEqual([
    'Metrics by the minute became metrics by the hour before their 62 days were over: the folder reached its limit of 0.15 MB.',
    'The folder holds more than 0.15 MB, and nothing that may be dropped.',
  ]);
  const perMinute = await store.read(upIn('Sum', 60, T0 - 20 * HOUR, T0));
  expect(perMinute).toHaveLength(20 * 60);
  const all = await store.read(upIn('SampleCount', 86_400, T0 - 5 * 24 * HOUR, T0 + 1));
  expect(all.reduce((sum, p) => sum + p.value, 0)).toBe(4 * 24 * 60);
});
