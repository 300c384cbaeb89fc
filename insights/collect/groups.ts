import type { Evaluator, Row } from '../row.ts';
import { keyOf, toNumber, type Value } from '../values.ts';
import { type Aggregate, isTimeless } from './aggregate.ts';
import type { Collector, Keep } from './collector.ts';

/** One aggregation of a stats command. */
export interface Aggregation {
  aggregate: Aggregate;
  /** What is added; undefined for `count(*)`, which takes every row. */
  value: Evaluator | undefined;
  parameter: number;
  /** The place of an earlier one that takes the same values and shares its state, as `pct(x, 50)` and `pct(x, 95)` do. */
  sameAs?: number;
}

/** Periods of time, and where they begin. */
export interface Width {
  ms: number;
  offsetMs: number;
}

interface Group {
  keys: Value[];
  states: unknown[];
}

/** What is done for each row by an aggregation that has a state of its own. */
interface Adding {
  place: number;
  value: Evaluator | undefined;
  add: Aggregate['add'];
  addTimes: Aggregate['addTimes'] | undefined;
  keeps: boolean;
}

/** The groups of a stats command. Their rows hold the values of `by`, then the results. */
export class Groups implements Collector {
  readonly #by: Evaluator[];
  readonly #aggregations: Aggregation[];
  readonly #adding: Adding[];
  /** Undefined where no time is asked for. */
  readonly #time: Evaluator | undefined;
  readonly isTimeless: boolean;
  readonly holdsNoRow = true;
  readonly #keep: Keep;
  /** Which of the keys are times. */
  readonly #isTime: boolean[];
  readonly #groups = new Map<string | number, Group>();
  /** Groups by a text of their key: making the key itself takes longer. */
  readonly #byText = new Map<string, Group>();
  readonly #width: Width | undefined;
  #lastValue: Value;
  #last: Group | undefined;

  /** @param width of the periods by which alone the rows are grouped; undefined where there are other keys. */
  constructor(
    by: Evaluator[],
    aggregations: Aggregation[],
    time: Evaluator | undefined,
    keep: Keep,
    isTime: boolean[] = [],
    width: Width | undefined = undefined,
  ) {
    this.#by = by;
    this.#width = aggregations.every(({ value, aggregate }) => value === undefined && aggregate.counts) ? width : undefined;
    this.#isTime = isTime;
    this.#aggregations = aggregations;
    this.#adding = aggregations.flatMap(({ aggregate, value, sameAs }, place) => {
      const { add, addTimes, keeps = false } = aggregate;
      return sameAs === undefined ? [{ place, value, add, addTimes, keeps }] : [];
    });
    this.#time = aggregations.every(({ aggregate }) => isTimeless(aggregate)) ? undefined : time;
    this.isTimeless = this.#time === undefined;
    this.#keep = keep;
    // Without by there is one row, also of nothing: count(*) is 0 then.
    if (by.length === 0) this.#group([]);
  }

  add(row: Row): void {
    this.addTimes(row, 1);
  }

  addTimes(row: Row, times: number): void {
    const { states } = this.#groupOf(row);
    const time = this.#time === undefined ? 0 : (toNumber(this.#time(row)) ?? 0);
    const adding = this.#adding;
    for (let i = 0; i < adding.length; i++) {
      const { place, value, add, addTimes, keeps } = adding[i] as Adding;
      const added = value === undefined ? 1 : value(row);
      if (added === undefined) continue;
      if (times === 1) add(states[place], keeps ? (this.#keep(added) as string) : added, time, this.#keep);
      else if (addTimes) addTimes(states[place], times);
      else for (let n = 0; n < times; n++) add(states[place], keeps ? (this.#keep(added) as string) : added, time, this.#keep);
    }
  }

  alike(row: Row): string {
    const keys = this.#by.map((by, i) => (this.#isTime[i] ? 0 : (by(row) ?? null)));
    const added = this.#aggregations.map(({ aggregate, value }) => {
      const of = value === undefined ? 1 : value(row);
      return aggregate.counts ? Number(of !== undefined) : (of ?? null);
    });
    return JSON.stringify([keys, added]);
  }

  alikeIn(): Width | undefined {
    return this.#width;
  }

  full(): boolean {
    return false;
  }

  state(isBrief = false): unknown {
    const kept = ({ aggregate, sameAs }: Aggregation, state: unknown) =>
      sameAs === undefined ? (aggregate.kept?.(state, isBrief) ?? state) : undefined;
    return Array.from(this.#groups.values(), ({ keys, states }) => ({
      keys,
      states: this.#aggregations.map((aggregation, i) => kept(aggregation, states[i])),
    }));
  }

  merge(state: unknown): void {
    for (const { keys, states } of state as Group[]) {
      const group = this.#group(keys);
      this.#aggregations.forEach(({ aggregate, sameAs }, i) => {
        if (sameAs === undefined) aggregate.merge(group.states[i], states[i]);
      });
    }
  }

  rows(): Row[] {
    return Array.from(this.#groups.values(), ({ keys, states }) => [
      ...keys,
      ...this.#aggregations.map(({ aggregate, parameter }, i) => aggregate.result(states[i], parameter)),
    ]);
  }

  /** Right for bins whose width divides `byMs`, and where no time is aggregated. */
  moved(state: unknown, byMs: number): unknown {
    const later = (key: Value, i: number) => (this.#isTime[i] && typeof key === 'number' ? key + byMs : key);
    return (state as Group[]).map(({ keys, states }) => ({ keys: keys.map(later), states }));
  }

  /** Most rows belong to the group of the row before, or to one whose text came before. */
  #groupOf(row: Row): Group {
    const by = this.#by;
    if (by.length !== 1) return this.#group(by.map((b) => b(row)));
    const value = (by[0] as Evaluator)(row);
    if (value === this.#lastValue && this.#last) return this.#last;
    let group = typeof value === 'string' ? this.#byText.get(value) : undefined;
    if (!group) {
      group = this.#group([value]);
      if (typeof value === 'string' && this.#byText.size < MOST_TEXTS) this.#byText.set(this.#keep(value) as string, group);
    }
    this.#lastValue = typeof value === 'object' ? undefined : value;
    this.#last = typeof value === 'object' ? undefined : group;
    return group;
  }

  #group(keys: Value[]): Group {
    const only = keys[0];
    const key = keys.length === 1 ? (typeof only === 'number' ? only : shortKey(only)) : JSON.stringify(keys.map(keyOf));
    let group = this.#groups.get(key);
    if (!group) {
      const states: unknown[] = [];
      for (const { aggregate, sameAs } of this.#aggregations)
        states.push(sameAs === undefined ? aggregate.start() : states[sameAs]);
      group = { keys: keys.map(this.#keep), states };
      this.#groups.set(typeof key === 'string' ? (this.#keep(key) as string) : key, group);
    }
    return group;
  }
}

const MOST_TEXTS = 10_000;

/** Text that is a number meets the number: "7" and 7 are one group. */
function shortKey(value: Value): string | number {
  if (typeof value === 'string' && value !== '' && value.length < 16 && String(Number(value)) === value) return Number(value);
  return keyOf(value);
}
