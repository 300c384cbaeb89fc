import { comparison, type Uses, type Value } from './condition.ts';
import type { Cursor } from './cursor.ts';
import { logic, type Test } from './logic.ts';
import { selector } from './selector.ts';

const IS = /\s*IS\s+(NULL|TRUE|FALSE)\b/y;
const NOT_EXISTS = /\s*NOT\s+EXISTS\b/y;
const UNSERVED = /\s*(?:IS\s+NOT|EXISTS)\b/y;
const NAMED = { NULL: null, TRUE: true, FALSE: false } as const;

/**
 * A pattern in braces: of an event that is JSON. A comparison holds where the selector points to a text, a number or a boolean of which it
 * holds; of what is not there, null, a list or an object it does not, `!=` neither (the last is ours, for the page does not say it).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
 * @throws ServiceError
 */
export function jsonPattern(cursor: Cursor, uses: Uses): Test<string> {
  if (!cursor.sign('{')) throw cursor.missing('{');
  const test = logic(cursor, () => condition(cursor, uses));
  if (!cursor.sign('}')) throw cursor.missing('}');
  return (message) => {
    const root = objectOf(message);
    return root !== undefined && test(root);
  };
}

function condition(cursor: Cursor, uses: Uses): Test<unknown> {
  const select = selector(cursor, uses);
  const is = cursor.take(IS)?.[1] as keyof typeof NAMED | undefined;
  if (is) return (root) => select(root).includes(NAMED[is]);
  if (cursor.take(NOT_EXISTS)) return (root) => select(root).length === 0;
  if (cursor.take(UNSERVED)) throw cursor.missing('IS NULL, IS TRUE, IS FALSE or NOT EXISTS, for IS NOT and EXISTS are none: it');
  const holds = comparison(cursor, uses);
  return (root) =>
    select(root).some((found) => {
      const value = comparable(found);
      return value !== undefined && holds(value);
    });
}

function comparable(found: unknown): Value | undefined {
  if (typeof found === 'number') return { text: String(found), number: found };
  return typeof found === 'string' || typeof found === 'boolean' ? { text: String(found), number: undefined } : undefined;
}

function objectOf(message: string): unknown {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}
