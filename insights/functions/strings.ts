import { isTrue, toNumber, toText, type Value } from '../values.ts';
import type { FunctionTable, ScalarFunction } from './types.ts';

/** A function of texts, missing as soon as one of them is. */
export function textual(least: number, most: number, run: (...texts: string[]) => Value): ScalarFunction {
  return {
    least,
    most,
    run(args) {
      const texts: string[] = [];
      for (const arg of args) {
        const text = toText(arg);
        if (text === undefined) return undefined;
        texts.push(text);
      }
      return run(...texts);
    },
  };
}

/** Removes the characters of a set, or white space, from the ends that are asked for. */
function trim(text: string, set: string | undefined, { left, right }: { left: boolean; right: boolean }): string {
  const characters = [...text];
  const removed = (c: string | undefined) => c !== undefined && (set === undefined ? /\s/.test(c) : set.includes(c));
  let start = 0;
  let end = characters.length;
  while (left && start < end && removed(characters[start])) start++;
  while (right && end > start && removed(characters[end - 1])) end--;
  return characters.slice(start, end).join('');
}

/** In code points. A line may have so many that no list of them can be made. */
function lengthOf(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = text.length;
  for (const _ of text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) length--;
  return length;
}

const SURROGATE = /[\ud800-\udbff]/;

/** Where the text is so many code points further on, in UTF-16 units. */
function placeOf(text: string, from: number, points: number): number {
  if (points >= text.length) return text.length;
  let at = from;
  for (let left = points; left > 0 && at < text.length; left--) at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return at;
}

/** Positions count code points, as strlen does. */
function substr([value, from, length]: Value[]): Value {
  const text = toText(value);
  const start = toNumber(from);
  const count = length === undefined ? Infinity : toNumber(length);
  if (text === undefined || start === undefined || count === undefined) return undefined;
  const first = Math.max(0, Math.trunc(start));
  const from16 = placeOf(text, 0, first);
  return text.slice(from16, placeOf(text, from16, Math.max(0, Math.trunc(count))));
}

/** A missing text contains nothing: 0, so that it can be counted and compared. */
const contains: ScalarFunction = {
  least: 2,
  most: 3,
  run([text, part, ignoreCase]) {
    const [a, b] = [toText(text) ?? '', toText(part)];
    if (b === undefined) return undefined;
    return Number(isTrue(ignoreCase) ? a.toLowerCase().includes(b.toLowerCase()) : a.includes(b));
  },
};

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, string functions. */
export const STRING_FUNCTIONS: FunctionTable = {
  isempty: { least: 1, most: 1, run: ([a]) => Number(a === undefined || a === '') },
  isblank: { least: 1, most: 1, run: ([a]) => Number(a === undefined || (typeof a === 'string' && a.trim() === '')) },
  concat: { least: 1, most: Infinity, run: (args) => args.map((a) => toText(a) ?? '').join('') },
  ltrim: textual(1, 2, (text, set) => trim(text, set, { left: true, right: false })),
  rtrim: textual(1, 2, (text, set) => trim(text, set, { left: false, right: true })),
  trim: textual(1, 2, (text, set) => trim(text, set, { left: true, right: true })),
  strlen: textual(1, 1, lengthOf),
  toupper: textual(1, 1, (text) => text.toUpperCase()),
  tolower: textual(1, 1, (text) => text.toLowerCase()),
  substr: { least: 2, most: 3, run: substr },
  replace: textual(3, 3, (text, from, to) => (from === '' ? text : text.replaceAll(from as string, () => to as string))),
  strcontains: contains,
  startswith: textual(2, 2, (text, part) => Number(text.startsWith(part as string))),
  endswith: textual(2, 2, (text, part) => Number(text.endsWith(part as string))),
  split: textual(2, 2, (text, delimiter) => text.split(delimiter as string)),
};
