import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../functions/shared/ports.ts';

/** The clock is looked at so often. */
const TICK_MS = 20;
/** What stood still for longer, such as a busy machine, did not live through it: that time does not count. */
const MOST_MS = 60;

/**
 * A clock that runs faster than the wall clock, so that half an hour of trouble passes in half a minute. On a machine that is too busy to
 * keep up it runs slower instead of letting minutes pass in which nobody could answer.
 */
export function fastClock(speed: number, startMs = Date.now()): Clock {
  let atMs = startMs;
  let seen = performance.now();
  const now = () => {
    const real = performance.now();
    atMs += Math.min(real - seen, MOST_MS) * speed;
    seen = real;
    return atMs;
  };
  setInterval(now, TICK_MS).unref();
  return {
    now,
    async sleep(ms) {
      for (const untilMs = now() + ms; now() < untilMs; ) await setTimeout(Math.max(1, (untilMs - now()) / speed));
    },
  };
}
