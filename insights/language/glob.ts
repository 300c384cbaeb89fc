import { QueryError } from './errors.ts';

/** A glob of `parse`: the literal texts around its wildcards, one more than there are wildcards. */
export interface Glob {
  parts: string[];
}

/**
 * Compiles a glob such as `"took *s"`: each `*` is one field, as short as can be; the last one runs to the end when it
 * ends the pattern. The pattern may begin anywhere in the text.
 * @throws QueryError unless there is one name for each wildcard.
 */
export function compileGlob(glob: string, names: string[], query: string, at: number): Glob {
  const parts = glob.split('*');
  const wildcards = parts.length - 1;
  if (wildcards !== names.length) {
    const counts = `the pattern has ${wildcards} wildcard${wildcards === 1 ? '' : 's'} but ${names.length} name${names.length === 1 ? ' follows' : 's follow'} "as"`;
    throw new QueryError(counts, query, at, { length: glob.length + 2, hint: 'give one name for each *' });
  }
  return { parts };
}

/**
 * Matches a text: the value of each wildcard, or undefined. With literal parts, taking the first place of each in turn
 * finds a match whenever there is one, so there is no backtracking.
 * @param wanted the wildcards whose values are made; the others are undefined.
 */
export function matchGlob({ parts }: Glob, text: string, wanted?: readonly boolean[]): (string | undefined)[] | undefined {
  const first = parts[0] as string;
  let at = text.indexOf(first);
  if (at < 0) return undefined;
  at += first.length;
  const values: (string | undefined)[] = [];
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] as string;
    const end = part === '' ? (i === parts.length - 1 ? text.length : at) : text.indexOf(part, at);
    if (end < 0) return undefined;
    values.push(wanted && !wanted[i - 1] ? undefined : text.slice(at, end));
    at = end + part.length;
  }
  return values;
}
