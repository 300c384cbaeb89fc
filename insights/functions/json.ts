import { toText, type Value } from '../values.ts';
import type { FunctionTable } from './types.ts';

/** A hostile message may nest as deep as it is long: to write that, or to send it to another thread, takes more stack than there is. */
const DEEPEST = 1000;

/** Whether JSON is nested deeper than a thousand times (ours: it is no value then). @param text that it was read from. */
export function isTooDeep(json: unknown, text: string): boolean {
  return text.length > 2 * DEEPEST && isDeeper(json, DEEPEST);
}

function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((inner) => isDeeper(inner, levels - 1));
}

/** A map or list when the text is a JSON object or array; anything else is empty. */
export function jsonParse(value: Value): Value {
  const text = toText(value);
  // A first look saves the parser's exception for lines that are no JSON.
  if (text === undefined || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const json = parseExact(text) as object;
    return isTooDeep(json, text) ? undefined : json;
  } catch {
    return undefined;
  }
}

/**
 * JSON whose whole numbers keep their digits: one that a double does not hold is the text of its digits.
 * @throws SyntaxError where the text is no JSON.
 */
export function parseExact(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
}

function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const isLost = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source);
  return isLost ? source : value;
}

/** A JSON value as a field's value: booleans are 1 and 0, null is missing. */
export function fromJson(value: unknown): Value {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null ? undefined : (value as Value);
}

/** Walks into a map or list by keys and indexes; a key with dots is found as a whole. Missing where there is no such thing. */
export function atPath(value: Value, path: readonly string[]): Value {
  if (path.length === 0) return value;
  if (typeof value !== 'object') return undefined;
  for (let taken = path.length; taken >= 1; taken--) {
    const key = path.slice(0, taken).join('.');
    if (!Object.hasOwn(value, key) || (Array.isArray(value) && !/^\d+$/.test(key))) continue;
    const found = atPath(fromJson((value as Record<string, unknown>)[key]), path.slice(taken));
    if (found !== undefined) return found;
  }
  return undefined;
}

function listOf(value: Value): unknown[] | undefined {
  const list = typeof value === 'object' ? value : jsonParse(value);
  return Array.isArray(list) ? list : undefined;
}

export const JSON_FUNCTIONS: FunctionTable = {
  jsonparse: { least: 1, most: 1, run: ([a]) => jsonParse(a) },
  jsonstringify: { least: 1, most: 1, run: ([a]) => (typeof a === 'object' ? JSON.stringify(a) : undefined) },
  jsonarraysize: { least: 1, most: 1, run: ([a]) => listOf(a)?.length },
  jsonarraycontains: {
    least: 2,
    most: 2,
    run([a, wanted]) {
      const text = toText(wanted);
      return Number(text !== undefined && (listOf(a)?.some((item) => toText(fromJson(item)) === text) ?? false));
    },
  },
};
