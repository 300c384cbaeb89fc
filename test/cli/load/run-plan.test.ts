import { describe, expect, test } from 'vitest';
import { figuresOf, percentilesOf } from '../../../cli/load/figures.ts';
import { healthMeanwhile } from '../../../cli/load/health.ts';
import { planOf } from '../../../cli/load/plan.ts';
import { type Answered, LATEST_MS, runPlan } from '../../../cli/load/run-plan.ts';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';

const WELL: Answered = { isWell: true, kind: 'HTTP 200', sentence: 'HTTP 200' };
const never = new AbortController().signal;

/** A service that answers after 10 ms, and whose one loop stands still from one second to another: what comes then waits. */
const stalling = (clock: SimulatedClock, fromMs: number, toMs: number) => async (): Promise<Answered> => {
  const now = clock.now();
  const stalledMs = now >= fromMs && now < toMs ? toMs - now : 0;
  await clock.sleep(stalledMs + 10);
  return WELL;
};

async function played<T>(clock: SimulatedClock, untilMs: number, run: Promise<T>): Promise<T> {
  await clock.runUntil(untilMs);
  return run;
}

describe('a service that stalls once', () => {
  test('makes each request late that was due meanwhile, and the percentiles show it', async () => {
    const clock = new SimulatedClock(0);
    const run = runPlan(planOf(10, 10), { clock, send: stalling(clock, 3000, 5000), abandon: never });
    const requests = await played(clock, 60_000, run);
    expect(requests.map(({ sentMs }) => sentMs)).toEqual(planOf(10, 10).dueMs);
    const late = requests.filter(({ dueMs, endMs = 0 }) => endMs - dueMs > 10);
    expect(late.map(({ dueMs, endMs = 0 }) => [dueMs, endMs - dueMs])).toEqual(
      Array.from({ length: 20 }, (_, i) => [3000 + 100 * i, 2010 - 100 * i]),
    );
    // A client that waits for each answer before it asks again would have met the stall once.
    expect(figuresOf(requests).took).toEqual({ p50: 10, p90: 1010, p95: 1510, p99: 1910, 'p99.9': 2010, longest: 2010 });
  });

  test('is seen by the health check beside it, with the seconds', async () => {
    const clock = new SimulatedClock(0);
    const send = async (): Promise<Answered> => {
      const isDown = clock.now() >= 3000 && clock.now() < 5500;
      await clock.sleep(20);
      return isDown ? { isWell: false, kind: 'HTTP 503', sentence: 'HTTP 503: no.' } : WELL;
    };
    const probes = await played(clock, 60_000, runPlan(planOf(1, 8), { clock, send, abandon: never }));
    expect(healthMeanwhile('http://a/', probes)).toMatchObject({
      probes: 8,
      well: 5,
      notWell: [{ fromSeconds: 3, toSeconds: 5.02, sentence: 'HTTP 503: no.' }],
    });
  });
});

test('a machine that could not send for a while counts what it owes from its moment, and does not send all of it at once', async () => {
  const clock = new SimulatedClock(0);
  let sent = 0;
  // Sleeps that take three seconds too long: the process was stopped from 1 s on.
  const stopped = {
    now: clock.now,
    sleep: (ms: number) => clock.sleep(clock.now() === 900 ? ms + 3000 : ms),
  };
  const send = async (): Promise<Answered> => {
    sent++;
    return WELL;
  };
  const requests = await played(clock, 60_000, runPlan(planOf(10, 10), { clock: stopped, send, abandon: never }));
  const figures = figuresOf(requests);
  // Due from 1.0 to 2.9 s, at 4.0 s: later than is sent.
  expect(figures.notSent).toEqual({ waiting: 0, late: 20 });
  expect(figures.sent).toBe(80);
  expect(sent).toBe(80);
  expect(figures.latestSendMs).toBe(LATEST_MS);
  expect(figures.took?.longest).toBe(LATEST_MS);
});

test('so many requests wait at once and no more, and what is not sent is told', async () => {
  const clock = new SimulatedClock(0);
  const send = async () => {
    await clock.sleep(1_000_000);
    return WELL;
  };
  const stop = new AbortController();
  const run = runPlan(planOf(10, 3), { clock, send, abandon: stop.signal, mostWaiting: 5 });
  await clock.runUntil(10_000);
  stop.abort();
  expect(figuresOf(await run)).toMatchObject({ sent: 5, unanswered: 5, well: 0, notSent: { waiting: 25, late: 0 } });
});

test('what ends early has the figures so far, and sends nothing more', async () => {
  const clock = new SimulatedClock(0);
  const stop = new AbortController();
  let sent = 0;
  const send = async () => {
    sent++;
    await clock.sleep(150);
    return WELL;
  };
  const run = runPlan(planOf(10, 10), { clock, send, abandon: stop.signal });
  await clock.runUntil(1_040);
  stop.abort();
  const figures = figuresOf(await run);
  await clock.runUntil(20_000);
  expect(sent).toBe(11);
  expect(figures).toMatchObject({ sent: 11, well: 9, unanswered: 2, failed: 0, took: { p50: 150, longest: 150 } });
});

test('a stop waits for what was sent', async () => {
  const clock = new SimulatedClock(0);
  const stop = new AbortController();
  const send = async () => {
    await clock.sleep(5_000);
    return WELL;
  };
  const run = runPlan(planOf(1, 10), { clock, send, stop: stop.signal, abandon: never });
  await clock.runUntil(2_500);
  stop.abort();
  const requests = await played(clock, 60_000, run);
  expect(figuresOf(requests)).toMatchObject({ sent: 3, well: 3, unanswered: 0 });
});

describe('figures', () => {
  test('a percentile is a time that was measured, by the nearest rank', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1000 - i);
    expect(percentilesOf(values)).toEqual({ p50: 500, p90: 900, p95: 950, p99: 990, 'p99.9': 999, longest: 1000 });
    expect(percentilesOf([7])).toEqual({ p50: 7, p90: 7, p95: 7, p99: 7, 'p99.9': 7, longest: 7 });
  });

  test('failures count among the times, are told by kind, and do not hide those that were well', () => {
    const failed = (kind: string) => ({ isWell: false, kind, sentence: `${kind}.` });
    const requests = [
      { dueMs: 0, sentMs: 0, endMs: 10, answered: WELL },
      { dueMs: 100, sentMs: 100, endMs: 10_100, answered: failed('timeout') },
      { dueMs: 200, sentMs: 200, endMs: 205, answered: failed('HTTP 500') },
      { dueMs: 300, sentMs: 300, endMs: 305, answered: failed('HTTP 500') },
    ];
    expect(figuresOf(requests)).toMatchObject({
      well: 1,
      failed: 3,
      errors: [
        { kind: 'HTTP 500', count: 2, sentence: 'HTTP 500.' },
        { kind: 'timeout', count: 1, sentence: 'timeout.' },
      ],
      took: { longest: 10_000 },
      tookWhenWell: { longest: 10 },
    });
  });

  test('without an answer there are no times', () => {
    expect(figuresOf([{ dueMs: 0, sentMs: 0 }]).took).toBeUndefined();
  });
});
