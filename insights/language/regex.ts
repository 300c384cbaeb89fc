import { QueryError } from './errors.ts';
import { RegexFault, translateRegex } from './regex-syntax.ts';

/** A regular expression of the query language, compiled for JavaScript's engine. */
export interface CompiledRegex {
  /** The translated source and the flags, to compile it again with other flags. */
  source: string;
  flags: string;
  /** The fields that the named groups fill: JavaScript refuses `@` in a group's name, so groups have names of ours. */
  fields: { group: string; name: string }[];
  /** How many groups there are, named or not. */
  groups: number;
}

/**
 * Translates a regular expression. The service names Hyperscan as its engine, and RE2 for `regexReplace`:
 * https://github.com/google/re2/wiki/Syntax. What neither has is refused with the reason.
 * @throws QueryError when the expression is not valid.
 */
export function compileRegex(source: string, query: string, at: number): CompiledRegex {
  try {
    const { text, flags, fields } = translateRegex(source);
    const groups = new RegExp(`${text}|`, flags).exec('')?.length ?? 1;
    return { source: text, flags, fields, groups: groups - 1 };
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
