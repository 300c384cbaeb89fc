import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type TimeLimit, TimeLimitError } from './ports.ts';

/** The wall clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => sleep(ms),
};

/** For how long something takes: ms since any moment, which no change of the clock touches. `performance` would be loaded for it. */
export function elapsedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Time limits by the wall clock. */
export const within: TimeLimit = (ms, work) => withinTime(ms, 'it', work);

/**
 * Waits for work no longer than `ms`, whatever becomes of it.
 * @param what is waited for, for the error: "DynamoDB".
 * @param work gets a signal that says when nobody waits for it any more.
 * @throws TimeLimitError when the time is over, or what the work throws before.
 */
export async function withinTime<T>(ms: number, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new TimeLimitError(`${what} did not end within ${ms / 1000} s`);
      reject(error);
      over.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([work(over.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
