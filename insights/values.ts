/** A field's value; undefined is missing. */
export type Value = string | number | undefined;

/** The number a value stands for, also when it is text such as "0.342". */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

export function toText(value: Value): string | undefined {
  return typeof value === 'number' ? String(value) : value;
}

/** True of a condition's result: neither missing, zero, empty nor "false". */
export function isTrue(value: Value): boolean {
  return value !== undefined && value !== 0 && value !== '' && value !== 'false';
}

/** Compares as numbers when both are numbers, else as text; undefined when either is missing. */
export function compare(left: Value, right: Value): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const a = toNumber(left);
  const b = toNumber(right);
  if (a !== undefined && b !== undefined) return a - b;
  const x = String(left);
  const y = String(right);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Order of `sort`: missing first, then text, then numbers, as the service puts non-numbers before numbers. */
export function sortOrder(left: Value, right: Value): number {
  const rank = (value: Value) => (value === undefined ? 0 : toNumber(value) === undefined ? 1 : 2);
  return rank(left) - rank(right) || (compare(left, right) ?? 0);
}

/** The service shows times as zoneless UTC text, "2026-11-25 17:07:38.236". */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 23);
}
