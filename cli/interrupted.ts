import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../functions/shared/clock.ts';
import type { Clock } from '../functions/shared/ports.ts';

/** The wall clock, whose sleeps end with a signal: what still slept would hold up the end of the process. */
export function clockUntil(signal: AbortSignal): Clock {
  return { now: systemClock.now, sleep: (ms) => setTimeout(ms, undefined, { signal }).catch(() => {}) };
}

/** A signal that says when whoever looks on has seen enough: at Ctrl-C or SIGTERM. A second one ends the process at once. */
export function interrupted(): AbortSignal {
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
  return stopped.signal;
}
