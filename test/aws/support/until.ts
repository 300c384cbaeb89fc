import { setTimeout } from 'node:timers/promises';

export interface Patience {
  /** Room for a machine that has much else to do; a wait ends as soon as its condition holds. */
  seconds?: number;
  /** Longer for a condition that makes the monitor work. */
  everyMs?: number;
}

/** Waits until a condition holds and gives what it gave. @throws with what did not happen. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { seconds = 120, everyMs = 200 }: Patience = {},
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await setTimeout(everyMs)) {
    const value = await condition();
    if (value) return value;
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}
