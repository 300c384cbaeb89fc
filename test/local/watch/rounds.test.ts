import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';
import { keepRounds, type Round } from '../../../local/watch/rounds.ts';

const START = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A machine whose clock on the wall can be set, and that can sleep: then the steady clock stands still. */
function machine() {
  const steady = new SimulatedClock(0);
  let wall = START;
  return {
    clock: { now: () => wall + steady.now(), sleep: steady.sleep, elapsed: steady.now },
    steady,
    set: (ms: number) => {
      wall += ms;
    },
  };
}

/** A check each minute that writes down when it ran, by the steady clock. */
async function minutes(changes: { atMs: number; setMs: number }[], untilMs: number): Promise<number[]> {
  const { clock, steady, set } = machine();
  const ran: number[] = [];
  const stop = new AbortController();
  for (const { atMs, setMs } of changes) void steady.sleep(atMs).then(() => set(setMs));
  const check: Round = { name: 'check', everyMs: MINUTE, limitMs: 50_000, run: async () => void ran.push(steady.now()) };
  void keepRounds([check], { clock, failed: () => {} }, stop.signal);
  await steady.runUntil(untilMs);
  stop.abort();
  return ran;
}

const everyMinute = (untilMs: number) => Array.from({ length: untilMs / MINUTE + 1 }, (_, i) => i * MINUTE);

describe('a clock that is set', () => {
  test('back by half an hour loses no check (it was 31 minutes without one)', async () => {
    expect(await minutes([{ atMs: 10 * MINUTE + 5_000, setMs: -30 * MINUTE }], HOUR)).toEqual(everyMinute(HOUR));
  });

  test('forward by a day brings one more check, and not a day of them', async () => {
    const ran = await minutes([{ atMs: 10 * MINUTE + 20_000, setMs: 24 * HOUR }], HOUR);
    expect(ran).toHaveLength(61);
    expect(ran.filter((at) => at > 10 * MINUTE && at < 11 * MINUTE)).toHaveLength(1);
  });

  test('however it is set, no minute is without a check, and there is one more at most for each time', async () => {
    const changes = fc.array(fc.record({ atMs: fc.nat(HOUR), setMs: fc.integer({ min: -HOUR * 48, max: HOUR * 48 }) }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const ran = await minutes(all, HOUR);
        const gaps = ran.slice(1).map((at, i) => at - (ran[i] as number));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(MINUTE);
        expect(ran.length).toBeGreaterThanOrEqual(60);
        expect(ran.length).toBeLessThanOrEqual(61 + all.length);
      }),
      { numRuns: 60 },
    );
  });
});

test('a machine that slept for eight hours checks within five seconds, once', async () => {
  const slept = 20 * MINUTE + 30_000;
  const ran = await minutes([{ atMs: slept, setMs: 8 * HOUR }], 30 * MINUTE);
  expect(ran.filter((at) => at >= slept && at <= slept + 5_000)).toHaveLength(1);
  expect(ran.length).toBeLessThanOrEqual(32);
});

describe('a round that hangs or fails', () => {
  const rounds = (ran: number[], steady: () => number): Round[] => [
    { name: 'hangs', everyMs: MINUTE, limitMs: 50_000, run: () => new Promise(() => {}) },
    { name: 'fails', everyMs: MINUTE, limitMs: 50_000, run: () => Promise.reject(new Error('no')) },
    { name: 'works', everyMs: MINUTE, limitMs: 50_000, run: async () => void ran.push(steady()) },
  ];

  test('stops no other, and is begun again', async () => {
    const { clock, steady } = machine();
    const ran: number[] = [];
    const failures: string[] = [];
    const stop = new AbortController();
    const failed = (name: string, error: Error) => void failures.push(`${name}: ${error.message}`);
    void keepRounds(rounds(ran, steady.now), { clock, failed }, stop.signal);
    await steady.runUntil(10 * MINUTE + 55_000);
    stop.abort();
    expect(ran).toEqual(everyMinute(10 * MINUTE));
    expect(failures.filter((f) => f === 'fails: no')).toHaveLength(11);
    expect(failures.filter((f) => f === 'hangs: it did not end within 50 s')).toHaveLength(11);
  });

  test('one that takes longer than its interval never runs twice at once, and keeps its beat', async () => {
    const { clock, steady } = machine();
    let [now, most] = [0, 0];
    const began: number[] = [];
    const stop = new AbortController();
    const slow: Round = {
      name: 'slow',
      everyMs: MINUTE,
      limitMs: 5 * MINUTE,
      async run() {
        began.push(steady.now());
        most = Math.max(most, ++now);
        await steady.sleep(90_000);
        now--;
      },
    };
    const kept = keepRounds([slow], { clock, failed: () => {} }, stop.signal);
    await steady.runUntil(10 * MINUTE);
    stop.abort();
    await steady.runUntil(20 * MINUTE);
    await kept;
    expect(most).toBe(1);
    expect(began).toEqual([0, 2, 4, 6, 8, 10].map((m) => m * MINUTE));
    expect(now).toBe(0);
  });
});

test('a round that is wanted does not wait for its time, runs once for it, and goes on from there', async () => {
  const { clock, steady } = machine();
  const ran: number[] = [];
  let wanted = false;
  const stop = new AbortController();
  const check: Round = {
    name: 'check',
    everyMs: MINUTE,
    limitMs: 50_000,
    run: async () => void ran.push(steady.now()),
    isWanted: () => {
      const was = wanted;
      wanted = false;
      return was;
    },
  };
  void steady.sleep(22_000).then(() => {
    wanted = true;
  });
  void keepRounds([check], { clock, failed: () => {} }, stop.signal);
  await steady.runUntil(2 * MINUTE);
  stop.abort();
  // Rounds are looked at each five seconds at least.
  expect(ran).toEqual([0, 25_000, 85_000]);
});
