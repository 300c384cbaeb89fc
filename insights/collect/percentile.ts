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
  const sorted = buffer.slice(0, length).sort();
  return sorted[Math.max(0, Math.ceil((percent / 100) * length) - 1)];
}
