import { QueryError } from './errors.ts';
import { RegexFault, translateRegex } from './regex-syntax.ts';

/** A regular expression of the query language, compiled for JavaScript's engine. */
export interface CompiledRegex {
  /** The translated source and the flags, to compile it again with other flags. */
  readonly source: string;
  readonly flags: string;
  /** The fields that the named groups fill: JavaScript refuses `@` in a group's name, so groups have names of ours. */
  readonly fields: readonly { group: string; name: string }[];
  /** How many groups there are, named or not. */
  readonly groups: number;
}

/**
 * By their sources: a query names its expressions several times while it is compiled, and a check asks the same queries
 * each minute. To translate them took longer than to run them.
 */
const compiled = new Map<string, CompiledRegex>();
/** The queries of all checks have fewer than a hundred. */
const MOST_COMPILED = 256;

/**
 * Translates a regular expression. The service names Hyperscan as its engine, and RE2 for `regexReplace`:
 * https://github.com/google/re2/wiki/Syntax. What neither has is refused with the reason.
 * @throws QueryError when the expression is not valid.
 */
export function compileRegex(source: string, query: string, at: number): CompiledRegex {
  try {
    const known = compiled.get(source) ?? compile(source);
    // The newest stands last: what is asked again and again stays.
    compiled.delete(source);
    compiled.set(source, known);
    if (compiled.size > MOST_COMPILED) compiled.delete(compiled.keys().next().value as string);
    return known;
  } catch (error) {
    if (error instanceof RegexFault) {
      const isMarked = query.startsWith(error.part, at + 1 + error.offset);
      throw new QueryError(
        error.message,
        query,
        isMarked ? at + 1 + error.offset : at,
        isMarked ? { length: error.part.length } : {},
      );
    }
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*\/[a-z]*: /s, '');
    throw new QueryError(`the regular expression is not valid: ${reason}`, query, at, { length: source.length + 2 });
  }
}

function compile(source: string): CompiledRegex {
  const { text, flags, fields } = translateRegex(source);
  const groups = new RegExp(`${text}|`, flags).exec('')?.length ?? 1;
  return { source: text, flags, fields, groups: groups - 1 };
}
