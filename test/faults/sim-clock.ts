import { type Clock, type TimeLimit, TimeLimitError } from '../../functions/shared/ports.ts';

interface Timer {
  at: number;
  order: number;
  run: (() => void) | undefined;
}

/** Simulated time: it jumps to the next timer when all that can go on has gone on. */
export class SimClock {
  #now: number;
  #order = 0;
  readonly #timers: Timer[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now = (): number => this.#now;

  at(ms: number, run: () => void): Timer {
    const timer: Timer = { at: Math.max(ms, this.#now), order: this.#order++, run };
    this.#push(timer);
    return timer;
  }

  sleep = (ms: number): Promise<void> => new Promise((resolve) => this.at(this.#now + ms, resolve));

  within: TimeLimit = (ms, run) =>
    new Promise((resolve, reject) => {
      const stop = new AbortController();
      const timer = this.at(this.#now + ms, () => {
        const error = new TimeLimitError(`it did not end within ${ms / 1000} s`);
        stop.abort(error);
        reject(error);
      });
      run(stop.signal).then(
        (value) => {
          timer.run = undefined;
          resolve(value);
        },
        (error) => {
          timer.run = undefined;
          reject(error);
        },
      );
    });

  /** A clock of a machine that goes wrong by so much. */
  skewed(byMs: number): Clock {
    return { now: () => this.#now + byMs, sleep: this.sleep };
  }

  /** Runs all timers up to a time, in order. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      const next = this.#timers[0];
      if (!next || next.at > endMs) break;
      this.#pop();
      if (!next.run) continue;
      this.#now = next.at;
      next.run();
      // Everything that can go on goes on before time does.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = endMs;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i] as Timer, heap[parent] as Timer)) break;
      [heap[i], heap[parent]] = [heap[parent] as Timer, heap[i] as Timer];
      i = parent;
    }
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && isBefore(heap[left] as Timer, heap[least] as Timer)) least = left;
      if (right < heap.length && isBefore(heap[right] as Timer, heap[least] as Timer)) least = right;
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least] as Timer, heap[i] as Timer];
      i = least;
    }
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
