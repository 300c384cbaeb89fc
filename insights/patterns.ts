import type { ParsePattern } from './ast.ts';
import { QueryError } from './errors.ts';

/**
 * Compiles a regular expression of the query language with JavaScript's engine.
 * A leading `(?i)` becomes a flag. JavaScript refuses `@` in a group's name, so groups get names of ours.
 */
export function compileRegex(source: string, query: string, at: number): ParsePattern {
  const insensitive = source.startsWith('(?i)');
  const fields: ParsePattern['fields'] = [];
  const translated = (insensitive ? source.slice(4) : source).replace(/(\\.)|\(\?<([^=!>][^>]*)>/g, (whole, escaped, name) => {
    if (escaped) return whole;
    const group = `g${fields.length}`;
    fields.push({ group, name });
    return `(?<${group}>`;
  });
  try {
    return { regex: new RegExp(translated, insensitive ? 'i' : ''), fields };
  } catch (error) {
    throw new QueryError(`the regular expression is not valid: ${(error as Error).message}`, query, at);
  }
}

/**
 * Compiles a glob of `parse`, such as `"took *s" as took`: each `*` is one field, the last one runs to the end
 * when it ends the pattern.
 */
export function compileGlob(glob: string, names: string[], query: string, at: number): ParsePattern {
  const parts = glob.split('*');
  if (parts.length - 1 !== names.length) {
    throw new QueryError(
      `the pattern has ${parts.length - 1} wildcards but ${names.length} names follow "as"; give one name for each *`,
      query,
      at,
    );
  }
  const source = parts
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .reduce((left, right, i) => `${left}${right === '' && i === parts.length - 1 ? '([\\s\\S]*)' : '([\\s\\S]*?)'}${right}`);
  return { regex: new RegExp(source), fields: names.map((name, i) => ({ group: i + 1, name })) };
}
