import { toNumber, type Value } from '../values.ts';

/** Many numbers in little memory. */
export interface Numbers {
  buffer: Float64Array<ArrayBuffer>;
  length: number;
}

export const emptyNumbers = (): Numbers => ({ buffer: new Float64Array(8), length: 0 });

export function addNumber(numbers: Numbers, value: Value): void {
  const number = toNumber(value);
  if (number === undefined) return;
  if (numbers.length === numbers.buffer.length) grow(numbers, numbers.length * 2);
  numbers.buffer[numbers.length++] = number;
}

export function joinNumbers(into: Numbers, from: Numbers): void {
  const length = into.length + from.length;
  // Many small parts would each copy all that came before.
  if (length > into.buffer.length) grow(into, Math.max(length, 2 * into.buffer.length));
  into.buffer.set(from.buffer.subarray(0, from.length), into.length);
  into.length = length;
}

function grow(numbers: Numbers, length: number): void {
  const wider = new Float64Array(length);
  wider.set(numbers.buffer.subarray(0, numbers.length));
  numbers.buffer = wider;
}

/** The value that so many percent are not above; no document names an interpolation, and the nearest rank is a value that occurred. */
export function percentile({ buffer, length }: Numbers, percent: number): Value {
  if (length === 0) return undefined;
  return nth(buffer.slice(0, length), Math.max(0, Math.ceil((percent / 100) * length) - 1));
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
