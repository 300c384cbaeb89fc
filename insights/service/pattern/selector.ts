import type { Uses } from './condition.ts';
import type { Cursor } from './cursor.ts';

/** A step into JSON: a key, the place of an element, or any of both. */
type Step = { key: string } | { index: number } | 'any';

/** All that a selector points to in a value; nothing where it is not there. */
export type Selector = (root: unknown) => unknown[];

const NAME = /\.([\w-]+)/y;
const ANY = /\.\*|\[\*\]/y;
const INDEX = /\[(\d+)\]/y;
const QUOTED = /\.?\[(?:'([^']*)'|"([^"]*)")\]/y;
const MOST_WILDCARDS = 1;

/**
 * Reads a selector such as `$.users[0].email`, `$.list[*]` or `$.['cluster.name']`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
 * @throws ServiceError
 */
export function selector(cursor: Cursor, uses: Uses): Selector {
  cursor.space();
  if (!cursor.take(/\$/y)) throw cursor.missing('a selector, which begins with $.,');
  const steps: Step[] = [];
  for (let step = stepHere(cursor); step !== undefined; step = stepHere(cursor)) steps.push(step);
  if (steps.length === 0) throw cursor.missing('the name of a field behind $.');
  const wildcards = steps.filter((step) => step === 'any').length;
  if (wildcards > MOST_WILDCARDS) throw cursor.missing('a selector with one * at most');
  uses.wildcards += wildcards;
  return (root) => steps.reduce<unknown[]>((found, step) => found.flatMap((value) => into(value, step)), [root]);
}

function stepHere(cursor: Cursor): Step | undefined {
  if (cursor.take(ANY)) return 'any';
  const named = cursor.take(NAME);
  if (named) return { key: named[1] as string };
  const placed = cursor.take(INDEX);
  if (placed) return { index: Number(placed[1]) };
  const quoted = cursor.take(QUOTED);
  return quoted ? { key: (quoted[1] ?? quoted[2]) as string } : undefined;
}

function into(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === 'any') return Object.values(value);
  if (Array.isArray(value)) return 'index' in step && step.index < value.length ? [value[step.index]] : [];
  return 'key' in step && Object.hasOwn(value, step.key) ? [(value as Record<string, unknown>)[step.key]] : [];
}
