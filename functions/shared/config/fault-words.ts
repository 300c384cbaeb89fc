import type { z } from 'zod';
import { nearest } from '../text/nearest.ts';
import { plural } from '../text/words.ts';

type Raw = z.core.$ZodRawIssue;

/** What zod expects, as somebody calls it who writes the file. */
const EXPECTED: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
};

/** What is wrong, in words, for each kind of fault that zod finds and the schema has no own words for. One table. */
const WORDS: Record<string, (issue: Raw) => string> = {
  invalid_type: ({ input, expected }) =>
    input === undefined ? 'is missing' : `must be ${expectedWords(String(expected))}, not ${kindOf(input)}`,
  too_small: ({ origin, minimum, inclusive }) => {
    if (origin === 'string') return minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`;
    if (origin === 'array') return `needs at least ${minimum}`;
    return inclusive ? `must be ${minimum} or more` : `must be more than ${minimum}`;
  },
  too_big: ({ origin, maximum, inclusive }) => {
    if (origin === 'string') return `must have at most ${maximum} characters`;
    if (origin === 'array') return `may have at most ${plural(Number(maximum), 'entry', 'entries')}`;
    return inclusive ? `must be ${maximum} or less` : `must be less than ${maximum}`;
  },
  invalid_value: ({ values, input }) => {
    if (input === undefined) return 'is missing';
    const known = (values as unknown[]).map(String);
    const meant = typeof input === 'string' ? nearest(input, known) : undefined;
    return `must be ${oneOf(known)}${meant ? `; did you mean ${meant}?` : ''}`;
  },
  invalid_format: ({ format, prefix }) =>
    format === 'starts_with' ? `must begin with ${prefix}` : 'is not written as it must be',
  invalid_union: unionWords,
  invalid_key: ({ issues }) => `its name ${(issues as { message: string }[])[0]?.message ?? 'is not allowed'}`,
};

/** zod's faults in our words; those that the schema words itself never come here. */
export function faultWords(issue: Raw): string {
  return WORDS[String(issue.code)]?.(issue) ?? 'is not valid';
}

/** Of several forms the one that was tried, else all of them. */
function unionWords({ input, options, discriminator, errors = [] }: Raw): string {
  if (discriminator !== undefined) {
    const given = (input as Record<string, unknown> | undefined)?.[String(discriminator)];
    if (given === undefined) return 'is missing';
    const known = ((options as unknown[] | undefined) ?? []).map(String);
    const meant = typeof given === 'string' ? nearest(given, known) : undefined;
    return `${known.length > 0 ? `must be ${oneOf(known)}` : 'is not known'}${meant ? `; did you mean ${meant}?` : ''}`;
  }
  if (input === undefined) return 'is missing';
  const branches = errors as { code?: string; expected?: string; message: string }[][];
  const tried = branches.find((branch) => branch.every(({ code }) => code !== 'invalid_type'));
  if (tried?.[0]) return tried[0].message;
  const expected = branches.flatMap((branch) => branch.map((issue) => expectedWords(issue.expected ?? '')));
  return `must be ${oneOf([...new Set(expected)])}, not ${kindOf(input)}`;
}

const expectedWords = (expected: string): string => EXPECTED[expected] ?? expected;

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number')
    return Number.isInteger(input) ? 'a whole number' : Number.isFinite(input) ? 'a fraction' : String(input);
  return (
    { string: 'text', boolean: 'true or false', object: 'an object', function: 'a function' }[typeof input as string] ??
    typeof input
  );
}

/** "a, b or c" */
function oneOf(words: string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
