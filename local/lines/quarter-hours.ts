export const QUARTER_HOUR_MS = 900_000;
/** No zone is further from UTC. */
export const MOST_OFFSET_MS = 14 * 3_600_000;

/** Zones differ by whole quarter hours. */
export const nearestQuarter = (ms: number): number => Math.round(ms / QUARTER_HOUR_MS) * QUARTER_HOUR_MS || 0;

/** What a difference is more than whole quarter hours; negative for less. */
export const beyondQuarter = (ms: number): number => ms - nearestQuarter(ms);

/** Counts by how many quarter hours two clocks differ, event by event. */
export class Tally {
  readonly #counts = new Map<number, number>();
  #last: number | undefined;
  #inARow = 0;
  #settled: number | undefined;
  /** The difference was one for a while and then another. */
  hasChanged = false;

  /** @param toleranceMs a difference that is further from a whole quarter hour says nothing. */
  add(differenceMs: number, toleranceMs: number): void {
    if (Math.abs(differenceMs) > MOST_OFFSET_MS || Math.abs(beyondQuarter(differenceMs)) > toleranceMs) return;
    const offset = nearestQuarter(differenceMs);
    this.#counts.set(offset, (this.#counts.get(offset) ?? 0) + 1);
    this.#inARow = offset === this.#last ? this.#inARow + 1 : 1;
    this.#last = offset;
    if (this.#inARow < SETTLED) return;
    if (this.#settled !== undefined && this.#settled !== offset) this.hasChanged = true;
    this.#settled = offset;
  }

  /** The difference as it was last for some events in a row, else the most frequent one; undefined where there was none. */
  now(): number | undefined {
    return this.#settled ?? this.most();
  }

  most(): number | undefined {
    return [...this.#counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  }
}

/** One line that somebody sent can carry any time; so many in a row are the log's own. */
const SETTLED = 5;
