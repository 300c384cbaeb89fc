import { fromJson, isTooDeep, parseExact } from '../functions/json.ts';
import type { Row } from '../row.ts';
import { fieldsOf, jsonIn, type LogType, typesWith } from './log-types.ts';
import type { Discovered } from './scope.ts';

/**
 * At most so many fields of an event are discovered; the rest needs parse.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
const MOST_FIELDS = 200;

/** The services in whose logs one of the fields may be, though they are no JSON. */
export function typesOf(fields: readonly Discovered[], type: LogType = 'auto'): ReturnType<typeof typesWith> {
  return typesWith(
    fields.map(({ path }) => path),
    type,
  );
}

/**
 * What fills the fields that a query names: from the JSON of a message, or from what a service writes. They stay missing where there is neither.
 * @param type of which service the log is; when left out each message tells.
 */
export function discoverer(fields: readonly Discovered[], type: LogType = 'auto'): (message: string, row: Row) => void {
  const types = typesOf(fields, type);
  const inJson = fields.filter(({ isOfService }) => !isOfService);
  const isOfLambda = mayBeOfLambda(type);
  return (message, row) => {
    for (const { slot } of fields) row[slot] = undefined;
    for (const of of types) {
      const found = fieldsOf(message, of);
      if (found) for (const { slot, path } of fields) row[slot] = found[path];
      if (found && of !== 'lambda') return;
      if (found) break;
    }
    if (inJson.length === 0) return;
    const json = /^\s*\{/.test(message) ? message : isOfLambda ? jsonIn(message) : undefined;
    if (json !== undefined) discover(json, inJson, row);
  };
}

/** True where JSON inside of another message may hold one of the fields. */
export function areInLines(fields: readonly Discovered[], type: LogType = 'auto'): boolean {
  return mayBeOfLambda(type) && fields.some(({ isOfService }) => !isOfService);
}

const mayBeOfLambda = (type: LogType) => type === 'auto' || type === 'lambda';

function discover(message: string, fields: readonly Discovered[], row: Row): void {
  let json: unknown;
  try {
    // A message may begin with a byte order mark, which is white space to this engine and none to JSON.
    json = parseExact(message.trimStart());
  } catch {
    return;
  }
  let left = MOST_FIELDS;
  const walk = (value: unknown, path: string, depth: number): void => {
    if (left <= 0 || depth > DEEPEST) return;
    if (typeof value === 'object' && value !== null) {
      // An object or list that is named as a whole is its JSON, as parse, like and unnest take it.
      const named = fields.filter((field) => field.path === path);
      const text = named.length === 0 || isTooDeep(value, message) ? undefined : JSON.stringify(value);
      for (const { slot } of named) row[slot] = text;
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
