import { OrderClock } from '../../lines/order-clock.ts';
import type { PlainFile } from './plain-file.ts';

/** Lines of several processes come out of order by no more. */
export const DISORDER_MS = 60_000;

/** A log that must be read from its begin to its end, for a reason in a few words. */
export class UnfitError extends Error {
  override name = 'UnfitError';
}

/** The moments of the lines of a piece, as `LineClock` gives them to a log that is read as a whole. */
export class Moments {
  readonly #order: OrderClock;
  readonly #offsetMs: number;
  #stampMs = Number.NaN;
  #latestMs: number;
  nowMs: number;

  /** @param beforeMs the moment before the first line, epoch ms. @param previousMs that of the line before, where there is one. */
  constructor({ timezone, offsetMs }: Pick<PlainFile, 'timezone' | 'offsetMs'>, beforeMs: number, previousMs?: number) {
    this.#order = new OrderClock(timezone, offsetMs, previousMs);
    this.#offsetMs = offsetMs;
    this.nowMs = beforeMs;
    this.#latestMs = previousMs ?? Number.NEGATIVE_INFINITY;
  }

  /** A line with a time; one without has the moment of the line before. @throws UnfitError where the clock was put back */
  stamped(stampMs: number): number {
    if (stampMs === this.#stampMs) return this.nowMs;
    this.#stampMs = stampMs;
    this.nowMs = this.#order.next(stampMs);
    if (this.#order.offsetMs !== this.#offsetMs) throw new UnfitError('its clock was put back');
    if (this.nowMs < this.#latestMs - DISORDER_MS) throw new UnfitError('its times go back');
    this.#latestMs = Math.max(this.#latestMs, this.nowMs);
    return this.nowMs;
  }
}
