import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../functions/shared/ports.ts';

/** A clock that runs faster than the wall clock, so that half an hour of trouble passes in half a minute. */
export function fastClock(speed: number, startMs = Date.now()): Clock {
  const started = performance.now();
  return {
    now: () => startMs + (performance.now() - started) * speed,
    sleep: (ms) => setTimeout(ms / speed),
  };
}
