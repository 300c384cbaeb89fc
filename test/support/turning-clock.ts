import type { Clock, TimeLimit } from '../../functions/shared/ports.ts';

/** A send of the reporter has so long. */
const LONGEST_HELD_MS = 15_000;

/**
 * A clock that goes forward by one step with each turn of the event loop, while somebody sleeps. What a play does over real
 * connections within this process then takes as much of its time on a busy machine as on an idle one.
 */
export class TurningClock implements Clock {
  readonly #stepMs: number;
  #nowMs: number;
  #held = 0;
  #sleepers: { untilMs: number; wake: () => void }[] = [];

  constructor(stepMs: number, startMs = Date.parse('2026-11-25T10:00:00Z')) {
    this.#stepMs = stepMs;
    this.#nowMs = startMs;
  }

  now = () => this.#nowMs;

  sleep = (ms: number) =>
    new Promise<void>((wake) => {
      this.#sleepers.push({ untilMs: this.#nowMs + ms, wake });
      if (this.#sleepers.length === 1) setImmediate(this.#turn);
    });

  /**
   * Runs without a limit. While something runs that may take seconds only, the clock stands still: a mail over a real connection takes
   * none of the play's time. What may take longer sleeps by this clock itself.
   */
  within: TimeLimit = async (ms, run) => {
    if (ms > LONGEST_HELD_MS) return run(new AbortController().signal);
    this.#held++;
    try {
      return await run(new AbortController().signal);
    } finally {
      this.#held--;
    }
  };

  #turn = () => {
    if (this.#held === 0) this.#nowMs += this.#stepMs;
    const due = this.#sleepers.filter((s) => s.untilMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter((s) => s.untilMs > this.#nowMs);
    if (this.#sleepers.length > 0) setImmediate(this.#turn);
    for (const { wake } of due) wake();
  };
}
