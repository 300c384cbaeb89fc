import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type TimeLimit, TimeLimitError } from './ports.ts';

/** The wall clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => sleep(ms),
};

/** Time limits by the wall clock. */
export const within: TimeLimit = async (ms, run) => {
  const ended = new AbortController();
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: ended.signal }).then(() => {
    const error = new TimeLimitError(`it did not end within ${ms / 1000} s`);
    stop.abort(error);
    throw error;
  });
  const running = run(stop.signal);
  // Whatever either brings after the other has ended is nobody's any more.
  running.catch(() => {});
  late.catch(() => {});
  try {
    return await Promise.race([running, late]);
  } finally {
    ended.abort();
  }
};
