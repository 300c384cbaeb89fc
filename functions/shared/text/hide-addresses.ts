import { isIP } from 'node:net';
import { everyText } from './every-text.ts';

const CANDIDATE =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w.]*\w)/gi;
const HIDDEN = '[address]';

/** Takes IP addresses out of every text in a value; times of day and versions stay. */
export function hideAddresses<T>(value: T): T {
  return everyText(value, (text) => text.replace(CANDIDATE, (found) => (isIP(found) ? HIDDEN : found)));
}
