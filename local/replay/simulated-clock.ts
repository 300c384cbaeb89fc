import { setImmediate } from 'node:timers/promises';
import { type Clock, type TimeLimit, TimeLimitError } from '../../functions/shared/ports.ts';

interface Sleeper {
  atMs: number;
  wake(): void;
}

/**
 * A clock that jumps from one sleeper's end to the next, so that an hour passes in the time that its work takes. Whoever
 * is awake runs until it sleeps again, then the time goes on; sleepers of one moment wake in the order in which they lay
 * down. Work must wait by this clock alone: an answer that comes from outside would come late.
 */
export class SimulatedClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  /** @param startMs epoch ms. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now = (): number => this.#nowMs;

  sleep = (ms: number): Promise<void> => new Promise((resolve) => this.#wakeIn(ms, resolve));

  /** Time limits by this clock. */
  within: TimeLimit = (ms, run) =>
    new Promise((resolve, reject) => {
      const stop = new AbortController();
      const sleeper = this.#wakeIn(ms, () => {
        const error = new TimeLimitError(`it did not end within ${ms / 1000} s`);
        stop.abort(error);
        reject(error);
      });
      run(stop.signal)
        .then(resolve, reject)
        .finally(() => {
          this.#sleepers = this.#sleepers.filter((s) => s !== sleeper);
        });
    });

  #wakeIn(ms: number, wake: () => void): Sleeper {
    const sleeper = { atMs: this.#nowMs + Math.max(0, ms), wake };
    const before = this.#sleepers.findLastIndex((s) => s.atMs <= sleeper.atMs);
    this.#sleepers.splice(before + 1, 0, sleeper);
    return sleeper;
  }

  /** Lets the time pass up to a moment, epoch ms; what sleeps longer never wakes. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      // All promises that can go on have gone on when this comes back.
      await setImmediate();
      const [next] = this.#sleepers;
      if (!next || next.atMs > endMs) break;
      this.#sleepers.shift();
      this.#nowMs = next.atMs;
      next.wake();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
