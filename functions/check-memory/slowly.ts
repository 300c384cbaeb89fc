import type { Clock } from '../shared/ports.ts';

/** Runs what is asked, or gives its last answer where that is young enough. */
export type Slowly = <T>(what: string, read: () => Promise<T>, isWorthKeeping: (answer: T) => boolean) => Promise<T>;

/** Every fifth run reads; a run may begin some seconds sooner after the one before. */
const EVERY_MS = 5 * 60_000 - 30_000;

/** Remembers for five minutes what changes slowly, for each reading has its price; what could not be read is tried again at once. */
export function slowly(clock: Pick<Clock, 'now'>): Slowly {
  const kept = new Map<string, { atMs: number; answer: unknown }>();
  return async <T>(what: string, read: () => Promise<T>, isWorthKeeping: (answer: T) => boolean): Promise<T> => {
    const atMs = clock.now();
    const last = kept.get(what);
    if (last && atMs - last.atMs < EVERY_MS) return last.answer as T;
    const answer = await read();
    if (isWorthKeeping(answer)) kept.set(what, { atMs, answer });
    return answer;
  };
}
