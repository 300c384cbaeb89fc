import { setTimeout } from 'node:timers';

/** Few enough that an answer is not waited for by the clock while others are read, and enough for a way of 50 ms. */
const AT_ONCE = 8;
/** What hangs gives its place to the next one; it goes on beside it. */
const LONGEST_MS = 250;

/** Runs something when it is its turn. */
export type Turns = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Lets attempts begin a few at a time: all at once they wait for one processor, and that wait looks like the time of the answer.
 * One that takes long delays the next by a quarter of a second at most.
 */
export function turns(atOnce = AT_ONCE, longestMs = LONGEST_MS): Turns {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isOver = false;
    const leave = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
    const timer = setTimeout(leave, longestMs);
    return run().finally(leave);
  };
}
