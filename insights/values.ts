/** A field's value: a text, a number, a map or list of JSON, or undefined when it is missing. */
export type Value = string | number | object | undefined;

/**
 * The number a value stands for, also when it is text such as "0.342"; undefined for everything else.
 * Comparisons are numeric also for parsed and quoted values.
 */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const plain = plainNumber(value);
  if (plain !== undefined) return plain;
  const number = Number(value);
  // Number() takes an empty text for 0, and knows forms that no log means as numbers: 0x1f, Infinity.
  if (number === 0 ? value.trim() === '' : !Number.isFinite(number)) return undefined;
  return NO_NUMBER.test(value) ? undefined : number;
}

/** The number of a text such as `12` or `0.342`, which most are: 15 digits and a power of ten are exact, and so is their quotient's rounding. */
function plainNumber(text: string): number | undefined {
  const { length } = text;
  if (length === 0 || length > 15) return undefined;
  let number = 0;
  let point = -1;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
    else if (digit === POINT && point < 0 && i > 0 && i < length - 1) point = i;
    else return undefined;
  }
  return point < 0 ? number : number / (POWERS[length - 1 - point] as number);
}

const POINT = '.'.charCodeAt(0) - 48;
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);

const NO_NUMBER = /[a-df-z]/i;

/** The text of a value; a map or list has none for text functions: the page calls it null there. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : undefined;
}

/** The text of a value in a result: maps and lists as JSON. */
export function shownText(value: Value): string | undefined {
  return typeof value === 'object' ? JSON.stringify(value) : toText(value);
}

/** A number without an exponent as long as it has at most 21 digits, and no "-0". */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** Whole numbers that doubles do not tell apart stand in rows as their digits. */
function exactOrder(left: Value, right: Value): number {
  if (typeof left !== 'string' && typeof right !== 'string') return 0;
  if (!LONG.test(String(left)) || !LONG.test(String(right))) return 0;
  const difference = BigInt(left as string) - BigInt(right as string);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const LONG = /^\s*[+-]?\d{16,}\s*$/;

/** True of a condition's result: neither missing, zero, empty nor "false". */
export function isTrue(value: Value): boolean {
  return value !== undefined && value !== 0 && value !== '' && value !== 'false';
}

/**
 * Compares as numbers when both are numbers, else as text; undefined when either is missing, a map or a list, for
 * comparing these is false: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
export function compare(left: Value, right: Value): number | undefined {
  const a = toNumber(left);
  const b = toNumber(right);
  if (a !== undefined && b !== undefined) return a - b || exactOrder(left, right);
  const x = toText(left);
  const y = toText(right);
  if (x === undefined || y === undefined) return undefined;
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Whether two values are equal; undefined when one is missing, a map or a list. Two texts are equal letter by letter, for "022" and "22"
 * are two ids; beside a number a text is taken for the number it stands for.
 */
export function equal(left: Value, right: Value): boolean | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  const order = compare(left, right);
  return order === undefined ? undefined : order === 0;
}

/** A key under which equal values meet, and which no two different values share. */
export function keyOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return `s${value}`;
  return typeof value === 'number' ? `s${numberText(value)}` : `o${JSON.stringify(value)}`;
}

/** The service shows times as zoneless UTC text, "2026-11-25 17:07:38.236". Out of range it stays the number. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? numberText(ms) : date.toISOString().replace('T', ' ').replace('Z', '');
}
