import { isIP } from 'node:net';

const CANDIDATE =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w.]*\w)/gi;
const HIDDEN = '[address]';

/** Takes IP addresses out of every text in a value; times of day and versions stay. */
export function hideAddresses<T>(value: T): T {
  if (typeof value === 'string') return value.replace(CANDIDATE, (text) => (isIP(text) ? HIDDEN : text)) as T;
  if (Array.isArray(value)) return value.map(hideAddresses) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideAddresses(item)])) as T;
}
