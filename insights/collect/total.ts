import { toNumber, type Value } from '../values.ts';
import { addExact, type ExactSum, MOST_SUMMED, totalOf } from './exact-sum.ts';

/** A sum that can be asked for at every step; missing while no number was added, and once one was too great. */
export class Total {
  readonly #sum: ExactSum = [];
  #state: 'empty' | 'sound' | 'too great' = 'empty';

  /** @returns whether it was a number. */
  add(value: Value): boolean {
    const number = toNumber(value);
    if (number === undefined) return false;
    if (Math.abs(number) > MOST_SUMMED) this.#state = 'too great';
    if (this.#state === 'empty') this.#state = 'sound';
    if (this.#state === 'sound') addExact(this.#sum, number);
    return true;
  }

  get value(): Value {
    return this.#state === 'sound' ? totalOf(this.#sum) : undefined;
  }
}
