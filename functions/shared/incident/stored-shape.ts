import { cutText } from '../text/cut.ts';

/** What JSON holds, before anybody knows what it is. */
export type Json = Record<string, unknown>;

/** No text that we store is longer; one that is must not fill the item, or the message. */
const LONGEST_TEXT = 4_000;

/** Any time of ours, epoch ms, lies between 2001 and 2286; anything else is no time. */
export const isTime = (value: unknown): value is number => typeof value === 'number' && value > 1e12 && value < 1e13;

/** @returns undefined when the text holds no object. */
export function parseObject(json: string): Json | undefined {
  try {
    return object(JSON.parse(json));
  } catch {
    return undefined;
  }
}

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? cutText(value, LONGEST_TEXT) : undefined;

/** The texts of a list, the newest only. */
export const texts = (value: unknown, most: number): string[] =>
  list(value)
    .slice(-most)
    .flatMap((item) => text(item) ?? []);

export const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

/** Those of the named values that are times. */
export function timesOf<K extends string>(json: Json, keys: readonly K[]): Partial<Record<K, number>> {
  return Object.fromEntries(keys.filter((key) => isTime(json[key])).map((key) => [key, json[key]])) as Partial<Record<K, number>>;
}
