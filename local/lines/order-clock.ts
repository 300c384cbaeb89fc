import { momentsOf } from './zone.ts';

const HOUR_MS = 3_600_000;
/** Lines of several threads come out of order by no more. */
const UNORDERED_MS = 60_000;
/** Docker asks for the health each 30 s: a log that is put back by an hour goes on within so long. */
const GAP_MS = 120_000;

/** Clocks change at a whole hour; files that were put behind one another go back at any. Times as the clock shows them. */
const isAroundHour = (beforeMs: number, afterMs: number) =>
  HOUR_MS - (beforeMs % HOUR_MS) <= GAP_MS && afterMs % HOUR_MS <= GAP_MS;

/**
 * Turns AtlasML's times into moments by the order of the lines: in the hour that autumn repeats, what goes back by an hour is
 * the hour again. Without a zone the clock is taken to be a fixed time ahead of UTC, but for such a change.
 */
export class OrderClock {
  /** How far the clock is ahead of UTC by now, where no zone says it; ms. */
  offsetMs: number;
  readonly #zone: string | undefined;
  #previousMs: number | undefined;
  #momentsOf: { stampMs: number; moments: number[] } = { stampMs: Number.NaN, moments: [] };
  #putBackAtMs: number | undefined;
  /** It was put back within the log. */
  hasChanged = false;

  /** @param previousMs the moment of the line before the first, where one is known. */
  constructor(zone: string | undefined, offsetMs = 0, previousMs?: number) {
    this.#zone = zone;
    this.offsetMs = offsetMs;
    this.#previousMs = previousMs;
  }

  /** The moment of the next line's time. @param stampMs as if it were UTC. @param latestMs no line can be later. */
  next(stampMs: number, latestMs = Infinity): number {
    const at = this.#zone === undefined ? this.#byOffset(stampMs) : this.#byZone(this.#zone, stampMs, latestMs);
    this.#previousMs = at;
    return at;
  }

  /** The same without going on. */
  peek(stampMs: number, latestMs = Infinity): number {
    return this.#zone === undefined ? stampMs - this.offsetMs : this.#byZone(this.#zone, stampMs, latestMs);
  }

  #byZone(zone: string, stampMs: number, latestMs: number): number {
    // Many lines have the time of the line before.
    if (this.#momentsOf.stampMs !== stampMs) this.#momentsOf = { stampMs, moments: momentsOf(zone, stampMs) };
    const moments = this.#momentsOf.moments.filter((ms, i) => i === 0 || ms <= latestMs);
    const previous = this.#previousMs ?? -Infinity;
    return moments.find((ms) => ms >= previous - UNORDERED_MS) ?? (moments.at(-1) as number);
  }

  #byOffset(stampMs: number): number {
    const at = stampMs - this.offsetMs;
    const previous = this.#previousMs;
    if (previous === undefined) return at;
    const follows = (ms: number) => ms >= previous - UNORDERED_MS && ms <= previous + GAP_MS;
    if (at < previous - UNORDERED_MS && follows(at + HOUR_MS) && isAroundHour(previous + this.offsetMs, stampMs)) {
      this.offsetMs -= HOUR_MS;
      this.#putBackAtMs = previous;
      this.hasChanged = true;
      return at + HOUR_MS;
    }
    // One line that somebody sent had put the clock back: the next one of AtlasML's shows it.
    const isUndone = this.#putBackAtMs !== undefined && previous - this.#putBackAtMs < UNORDERED_MS && follows(at - HOUR_MS);
    if (!isUndone || at <= previous + UNORDERED_MS) return at;
    this.offsetMs += HOUR_MS;
    this.#putBackAtMs = undefined;
    this.hasChanged = false;
    return at - HOUR_MS;
  }
}
