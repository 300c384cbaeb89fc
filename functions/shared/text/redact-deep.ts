import { redact } from './redact.ts';

/**
 * Redacts every text in a value, keys included, and leaves its structure as it is. A text is judged with its key before
 * it, because `password` tells what `hunter2` is. Objects of a class are kept as they are; circles stay circles.
 */
export function redactDeep<T>(value: T): T {
  const done = new Map<object, unknown>();

  const walk = (item: unknown, key: string): unknown => {
    if (typeof item === 'string') return redactValue(key, item);
    if (!isPlain(item)) return item;
    if (done.has(item)) return done.get(item);
    const copy: unknown[] | Record<string, unknown> = Array.isArray(item) ? [] : {};
    done.set(item, copy);
    if (Array.isArray(copy)) copy.push(...(item as unknown[]).map((each) => walk(each, key)));
    else Object.assign(copy, Object.fromEntries(Object.entries(item).map(([k, each]) => [redact(k), walk(each, k)])));
    return copy;
  };

  return walk(value, '') as T;
}

function redactValue(key: string, text: string): string {
  const before = `${key}: `;
  const both = redact(before + text);
  return key !== '' && both.startsWith(before) ? both.slice(before.length) : redact(text);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
