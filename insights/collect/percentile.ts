import { toNumber, type Value } from '../values.ts';

/** Many numbers in little memory: each with how often it came, where they were too many to be kept one by one. */
export interface Numbers {
  buffer: Float64Array<ArrayBuffer>;
  /** By the places of the numbers; absent while each stands for itself. */
  counts?: Float64Array<ArrayBuffer>;
  length: number;
}

/** Of more numbers than these the same ones are counted. */
const MOST_ALONE = 16_384;
/** A state is kept for long: it is worth to count in it from so many on. */
const LEAST_CONDENSED = 64;

export const emptyNumbers = (): Numbers => ({ buffer: new Float64Array(8), length: 0 });

export function addNumber(numbers: Numbers, value: Value): void {
  const number = toNumber(value);
  if (number !== undefined) push(numbers, number, 1);
}

export function joinNumbers(into: Numbers, from: Numbers): void {
  for (let i = 0; i < from.length; i++) push(into, from.buffer[i] as number, from.counts?.[i] ?? 1);
}

/** The same numbers in the least room, for who keeps them. */
export function condensed(numbers: Numbers): Numbers {
  if (numbers.length < LEAST_CONDENSED) return numbers;
  const copy = { ...numbers };
  condense(copy, 0);
  return copy;
}

/** Each number with how often it came, in order. */
export function tallied({ buffer, counts, length }: Numbers): [number: number, count: number][] {
  const tally: [number, number][] = [];
  if (!counts) {
    // Sorting numbers alone is many times as fast as looking each up.
    for (const number of buffer.slice(0, length).sort()) {
      const last = tally.at(-1);
      if (last && last[0] === number) last[1]++;
      else tally.push([number + 0, 1]);
    }
    return tally;
  }
  const known = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const number = buffer[i] as number;
    known.set(number, (known.get(number) ?? 0) + (counts[i] as number));
  }
  for (const number of Float64Array.from(known.keys()).sort()) tally.push([number, known.get(number) as number]);
  return tally;
}

function push(numbers: Numbers, number: number, count: number): void {
  const { length } = numbers;
  if (length === numbers.buffer.length) {
    if (length < MOST_ALONE) grow(numbers, length * 2);
    else if (!numbers.counts && isMixed(numbers)) grow(numbers, length * 2);
    else condense(numbers, length);
  }
  if (count !== 1) numbers.counts ??= new Float64Array(numbers.buffer.length).fill(1);
  numbers.buffer[numbers.length] = number;
  if (numbers.counts) numbers.counts[numbers.length] = count;
  numbers.length++;
}

/** True when most numbers came but once: then counting them saves nothing. */
function isMixed({ buffer, length }: Numbers): boolean {
  const sorted = buffer.slice(0, length).sort();
  let different = 0;
  for (let i = 0; i < length; i++) if (sorted[i] !== sorted[i - 1]) different++;
  return different * 2 > length;
}

/** @param room so many more must find a place */
function condense(numbers: Numbers, room: number): void {
  const tally = tallied(numbers);
  const length = tally.length + room;
  numbers.buffer = new Float64Array(length);
  numbers.counts = new Float64Array(length);
  numbers.length = tally.length;
  tally.forEach(([number, count], i) => {
    numbers.buffer[i] = number;
    (numbers.counts as Float64Array)[i] = count;
  });
}

function grow(numbers: Numbers, length: number): void {
  const wider = (from: Float64Array) => {
    const to = new Float64Array(length);
    to.set(from.subarray(0, numbers.length));
    return to;
  };
  numbers.buffer = wider(numbers.buffer);
  if (numbers.counts) numbers.counts = wider(numbers.counts);
}

/** The value that so many percent are not above; no document names an interpolation, and the nearest rank is a value that occurred. */
export function percentile(numbers: Numbers, percent: number): Value {
  const { buffer, counts, length } = numbers;
  if (length === 0) return undefined;
  if (!counts) return nth(buffer.slice(0, length), Math.max(0, Math.ceil((percent / 100) * length) - 1));
  const tally = tallied(numbers);
  const total = tally.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil((percent / 100) * total));
  let below = 0;
  for (const [number, count] of tally) {
    below += count;
    if (below >= rank) return number;
  }
  return undefined;
}

/** The number at a place of the sorted numbers, by quickselect: sorting all takes many times as long. The numbers change their places. */
function nth(numbers: Float64Array, place: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const pivot = medianOf(numbers[low] as number, numbers[(low + high) >> 1] as number, numbers[high] as number);
    let i = low - 1;
    let j = high + 1;
    for (;;) {
      do i++;
      while ((numbers[i] as number) < pivot);
      do j--;
      while ((numbers[j] as number) > pivot);
      if (i >= j) break;
      const swapped = numbers[i] as number;
      numbers[i] = numbers[j] as number;
      numbers[j] = swapped;
    }
    if (place <= j) high = j;
    else low = j + 1;
  }
  return numbers[place] as number;
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
