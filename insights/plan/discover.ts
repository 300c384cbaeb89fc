import { fromJson, parseExact } from '../functions/json.ts';
import type { Row } from '../row.ts';
import type { Discovered } from './scope.ts';

/**
 * At most so many fields of an event are discovered; the rest needs parse.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
const MOST_FIELDS = 200;

/** Fills the fields that a query names from the JSON of a message; they stay missing when it is none. */
export function discover(message: string, fields: readonly Discovered[], row: Row): void {
  for (const { slot } of fields) row[slot] = undefined;
  if (!/^\s*\{/.test(message)) return;
  let json: unknown;
  try {
    json = parseExact(message);
  } catch {
    return;
  }
  let left = MOST_FIELDS;
  const walk = (value: unknown, path: string, depth: number): void => {
    if (left <= 0 || depth > DEEPEST) return;
    if (typeof value === 'object' && value !== null) {
      // An object or list that is named as a whole is its JSON, as parse, like and unnest take it.
      for (const field of fields) if (field.path === path) row[field.slot] = JSON.stringify(value);
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, depth + 1);
      return;
    }
    left--;
    for (const field of fields) if (field.path === path) row[field.slot] = fromJson(value);
  };
  walk(json, '', 0);
}

/** A hostile message may nest as deep as it is long. */
const DEEPEST = 100;
