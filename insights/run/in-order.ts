/** Hands on results in the order of their numbers, however they come; the first is number 0. */
export class InOrder<T> {
  readonly #take: (result: T) => void;
  readonly #waiting = new Map<number, T>();
  #next = 0;

  constructor(take: (result: T) => void) {
    this.#take = take;
  }

  arrived(number: number, result: T): void {
    this.#waiting.set(number, result);
    for (let ready = this.#waiting.get(this.#next); ready !== undefined; ready = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next++);
      this.#take(ready);
    }
  }
}
