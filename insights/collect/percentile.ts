import { toNumber, type Value } from '../values.ts';

/** Many numbers in little memory: each with how often it came, where they were too many to be kept one by one. */
export interface Numbers {
  buffer: Float64Array<ArrayBuffer>;
  /** By the places of the numbers; absent while each stands for itself. */
  counts?: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  length: number;
}

/** Of more numbers than these the same ones are counted. */
const MOST_ALONE = 16_384;
/** Where there are fewer they soon are more. */
const FEW = 512;
/** A state is kept for long: it is worth to count in it from so many on. */
const LEAST_CONDENSED = 64;

export const emptyNumbers = (): Numbers => ({ buffer: new Float64Array(8), length: 0 });

export function addNumber(numbers: Numbers, value: Value): void {
  const number = toNumber(value);
  if (number !== undefined) push(numbers, number, 1);
}

export function joinNumbers(into: Numbers, from: Numbers): void {
  if (!from.counts && !into.counts && makeRoom(into, from.length)) {
    into.buffer.set(from.buffer.subarray(0, from.length), into.length);
    into.length += from.length;
    return;
  }
  for (let i = 0; i < from.length; i++) push(into, from.buffer[i] as number, from.counts?.[i] ?? 1);
}

/** The same numbers in the least room, for who keeps them for long. */
export function condensed(numbers: Numbers, isBrief: boolean): Numbers {
  if (isBrief || numbers.length < LEAST_CONDENSED) return numbers;
  if (!numbers.counts && isMixed(numbers)) return { buffer: numbers.buffer.slice(0, numbers.length), length: numbers.length };
  const copy = { ...numbers };
  condense(copy, 0);
  const { counts } = copy;
  if (counts?.every((count) => count < 2 ** 32)) copy.counts = Uint32Array.from(counts);
  return copy;
}

/** Each number with how often it came, in order. */
export function tallied(numbers: Numbers): [number: number, count: number][] {
  const { buffer, counts, length } = runsOf(numbers);
  return Array.from({ length }, (_, i) => [buffer[i] as number, (counts as Float64Array)[i] as number]);
}

/** Each number once, in order, with its count. */
function runsOf({ buffer, counts, length }: Numbers): Numbers {
  const known = counts && new Map<number, number>();
  if (known)
    for (let i = 0; i < length; i++) {
      const number = buffer[i] as number;
      known.set(number, (known.get(number) ?? 0) + (counts[i] as number));
    }
  // Sorting numbers alone is many times as fast as looking each up.
  const sorted = (known ? Float64Array.from(known.keys()) : buffer.slice(0, length)).sort();
  const tally = new Float64Array(sorted.length);
  let last = -1;
  for (const number of sorted) {
    if (last < 0 || sorted[last] !== number) sorted[++last] = number + 0;
    tally[last] = (tally[last] as number) + (known ? (known.get(number) as number) : 1);
  }
  return { buffer: sorted, counts: tally, length: last + 1 };
}

function push(numbers: Numbers, number: number, count: number): void {
  if (numbers.length === numbers.buffer.length && !makeRoom(numbers, 1)) condense(numbers, numbers.length);
  if (count !== 1) numbers.counts ??= new Float64Array(numbers.buffer.length).fill(1);
  numbers.buffer[numbers.length] = number;
  if (numbers.counts) numbers.counts[numbers.length] = count;
  numbers.length++;
}

/** Grows the buffer for so many more; false where the same numbers should be counted instead. */
function makeRoom(numbers: Numbers, more: number): boolean {
  const { buffer, length } = numbers;
  const wanted = length + more;
  if (wanted <= buffer.length) return true;
  if (length >= MOST_ALONE && (numbers.counts || !isMixed(numbers))) return false;
  grow(numbers, Math.max(wanted, buffer.length * (buffer.length < FEW ? 4 : 2)));
  return true;
}

/** True when most numbers came but once: then counting them saves nothing. Up to 8 MB a sample tells. */
function isMixed({ buffer, length }: Numbers): boolean {
  const step = length < MOST_SAMPLED ? Math.ceil(length / SAMPLE) : 1;
  const sorted = new Float64Array(Math.floor(length / step));
  for (let i = 0; i < sorted.length; i++) sorted[i] = buffer[i * step] as number;
  sorted.sort();
  let different = 0;
  for (let i = 0; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) different++;
  return different * 2 > sorted.length;
}

const [SAMPLE, MOST_SAMPLED] = [2048, 1 << 20];

/** @param room so many more must find a place */
function condense(numbers: Numbers, room: number): void {
  const { buffer, counts, length } = runsOf(numbers);
  numbers.buffer = buffer.slice(0, length);
  numbers.counts = (counts as Float64Array<ArrayBuffer>).slice(0, length);
  numbers.length = length;
  if (room > 0) grow(numbers, length + room);
}

function grow(numbers: Numbers, length: number): void {
  const wider = (from: Float64Array | Uint32Array) => {
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
  const runs = runsOf(numbers);
  const tally = runs.counts as Float64Array;
  let total = 0;
  for (let i = 0; i < runs.length; i++) total += tally[i] as number;
  const rank = Math.max(1, Math.ceil((percent / 100) * total));
  let below = 0;
  for (let i = 0; i < runs.length; i++) {
    below += tally[i] as number;
    if (below >= rank) return runs.buffer[i];
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
