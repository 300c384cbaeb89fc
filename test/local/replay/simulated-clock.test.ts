import { expect, test } from 'vitest';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';

test('sleepers wake in the order of their times, each at its own', async () => {
  const clock = new SimulatedClock(1_000);
  const woken: [string, number][] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.now()]);
  };
  void sleep('an hour', 3_600_000);
  void sleep('a second', 1_000);
  void sleep('a second, too', 1_000);
  void sleep('no time', 0);
  await clock.runUntil(4_000_000);
  expect(woken).toEqual([
    ['no time', 1_000],
    ['a second', 2_000],
    ['a second, too', 2_000],
    ['an hour', 3_601_000],
  ]);
  expect(clock.now()).toBe(4_000_000);
});

test('whoever wakes does all it can before the time goes on, and what sleeps beyond the end never wakes', async () => {
  const clock = new SimulatedClock(0);
  const seen: number[] = [];
  const work = async () => {
    await clock.sleep(10);
    for (let step = 0; step < 50; step++) await Promise.resolve();
    seen.push(clock.now());
    await clock.sleep(100);
    seen.push(clock.now());
  };
  void work();
  void clock.sleep(11);
  await clock.runUntil(50);
  expect(seen).toEqual([10]);
});

test('a time limit counts simulated time, and is forgotten when its work ends before', async () => {
  const clock = new SimulatedClock(0);
  const ended: string[] = [];
  const limited = (name: string, workMs: number) =>
    clock
      .within(1_000, () => clock.sleep(workMs))
      .then(
        () => ended.push(`${name} ${clock.now()}`),
        (error: Error) => ended.push(`${name} ${clock.now()} ${error.message}`),
      );
  void limited('quick', 10);
  void limited('slow', 5_000);
  await clock.runUntil(10_000);
  expect(ended).toEqual(['quick 10', 'slow 1000 it did not end within 1 s']);
});
