/**
 * A sum without rounding: numbers that together are the exact sum, as Shewchuk describes
 * (https://people.eecs.berkeley.edu/~jrs/papers/robustr.pdf). So the order of adding, and with it the number of threads, changes nothing.
 */
export type ExactSum = number[];

/** Of 2^53 numbers below it the sum fits into a double, whatever the order; about 1e292. */
export const MOST_SUMMED = 2 ** 970;

/** Adds a finite number. The numbers of the sum may overlap; together they stay exact. */
export function addExact(sum: ExactSum, number: number): void {
  if (sum.length === 2) {
    const high = sum[1] as number;
    const low = sum[0] as number;
    const after = high + number;
    const lost = lostIn(high, number, after);
    const rest = low + lost;
    // Of numbers of one size two doubles hold the sum for long.
    if (lostIn(low, lost, rest) === 0) {
      sum[0] = rest;
      sum[1] = after;
      return;
    }
  }
  if (sum.length === 1) {
    const before = sum[0] as number;
    const after = before + number;
    // Two whole numbers whose sum a double holds.
    if (Number.isSafeInteger(after) && Number.isInteger(before) && Number.isInteger(number)) {
      sum[0] = after;
      return;
    }
  }
  spread(sum, number);
}

/** What rounding took from a sum of two numbers, exactly (Knuth's sum). */
function lostIn(a: number, b: number, sum: number): number {
  const second = sum - a;
  return a - (sum - second) + (b - second);
}

/** Numbers that overlapped do so no more behind this, once all of them have been added so. */
function spread(sum: ExactSum, number: number): void {
  let x = number;
  let kept = 0;
  for (let i = 0; i < sum.length; i++) {
    let y = sum[i] as number;
    if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
    const high = x + y;
    const low = y - (high - x);
    if (low !== 0) sum[kept++] = low;
    x = high;
  }
  sum.length = kept;
  sum.push(x);
}

/** Adds the exact square of a number. */
export function addSquare(sum: ExactSum, number: number): void {
  addProduct(sum, number, number);
}

const SPLIT = 2 ** 27 + 1;

/** The double nearest to the sum. */
export function totalOf(numbers: ExactSum): number {
  const sum: ExactSum = [];
  for (const number of numbers) spread(sum, number);
  let i = sum.length - 1;
  if (i < 0) return 0;
  let high = sum[i] as number;
  let low = 0;
  while (i > 0) {
    i--;
    const x = high;
    const y = sum[i] as number;
    high = x + y;
    low = y - (high - x);
    if (low !== 0) break;
  }
  // Half-way cases are decided by what comes below.
  if (i > 0 && Math.sign(low) === Math.sign(sum[i - 1] as number)) {
    const x = high + low * 2;
    if (low * 2 === x - high) return x;
  }
  return high;
}

/** The difference of `n × a` and `b²`, exact but for the last rounding; n is a whole number. */
export function scaledMinusSquare(n: number, a: ExactSum, b: ExactSum): number {
  const result: ExactSum = [];
  for (const part of a) addProduct(result, part, n);
  for (const x of b) for (const y of b) addProduct(result, -x, y);
  return totalOf(result);
}

/** Adds a product as its rounded value and what rounding lost (Dekker's product). */
function addProduct(sum: ExactSum, x: number, y: number): void {
  const product = x * y;
  if (!Number.isFinite(product * SPLIT)) {
    addExact(sum, Math.max(-Number.MAX_VALUE, Math.min(product, Number.MAX_VALUE)));
    return;
  }
  const [xh, xl] = split(x);
  const [yh, yl] = split(y);
  addExact(sum, product);
  addExact(sum, xl * yl - (product - xh * yh - xl * yh - xh * yl));
}

function split(x: number): [number, number] {
  const wide = SPLIT * x;
  const high = wide - (wide - x);
  return [high, x - high];
}
