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

/** How many code points a text has; most texts have no pair of surrogates. */
function codePoints(text: string): number {
  return SURROGATES.test(text) ? [...text].length : text.length;
}

const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]/;

/** Positions count code points, as strlen does. */
function substr([value, from, length]: Value[]): Value {
  const text = toText(value);
  const start = toNumber(from);
  const count = length === undefined ? Infinity : toNumber(length);
  if (text === undefined || start === undefined || count === undefined) return undefined;
  const first = Math.max(0, Math.trunc(start));
  return [...text].slice(first, first + Math.max(0, Math.trunc(count))).join('');
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
  strlen: textual(1, 1, codePoints),
  toupper: textual(1, 1, (text) => text.toUpperCase()),
  tolower: textual(1, 1, (text) => text.toLowerCase()),
  substr: { least: 2, most: 3, run: substr },
  replace: textual(3, 3, (text, from, to) => (from === '' ? text : text.replaceAll(from as string, () => to as string))),
  strcontains: contains,
  startswith: textual(2, 2, (text, part) => Number(text.startsWith(part as string))),
  endswith: textual(2, 2, (text, part) => Number(text.endsWith(part as string))),
  split: textual(2, 2, (text, delimiter) => text.split(delimiter as string)),
};
