const MOST = 10;
const WINDOW_MS = 60_000;

/** Counts wrong tokens, so that nobody tries all of them. */
export class Tries {
  #failedMs: number[] = [];

  /** @param nowMs of a clock that nobody sets. */
  isFree(nowMs: number): boolean {
    this.#failedMs = this.#failedMs.filter((ms) => nowMs - ms < WINDOW_MS);
    return this.#failedMs.length < MOST;
  }

  failed(nowMs: number): void {
    this.#failedMs.push(nowMs);
  }
}
