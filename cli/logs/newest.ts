/** The newest of what was added, so many at most: a ring, so that a log of any size passes through. */
export class Newest<T> {
  readonly #most: number;
  readonly #ring: T[] = [];
  #added = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    if (this.#most > 0) this.#ring[this.#added++ % this.#most] = item;
  }

  /** Oldest first. */
  all(): T[] {
    const begin = this.#added > this.#most ? this.#added % this.#most : 0;
    return [...this.#ring.slice(begin), ...this.#ring.slice(0, begin)];
  }
}
