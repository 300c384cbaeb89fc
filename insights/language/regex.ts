import { QueryError } from './errors.ts';

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

const POSIX: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t-\\r ',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** `\s` is ASCII in RE2 and Hyperscan; JavaScript's would match other spaces too. */
const SPACE = '\\t\\n\\f\\r ';

/**
 * Translates a regular expression: flags such as `(?i)`, group names with `@`, `\s` as ASCII, `\A`, `\z`, `\Q…\E` and POSIX classes.
 * The service names Hyperscan as its engine and RE2 for `regexReplace`: https://github.com/google/re2/wiki/Syntax
 * @throws QueryError when the expression is not valid.
 */
export function compileRegex(source: string, query: string, at: number): CompiledRegex {
  const { text, flags, fields } = translate(source);
  const foreign = FOREIGN.exec(source)?.[1];
  if (foreign) {
    const message = `the service's regular expressions have no ${foreign.startsWith('(') ? 'look-around' : 'back-references'}`;
    throw new QueryError(message, query, at + 1 + source.indexOf(foreign), { length: foreign.length });
  }
  try {
    const groups = new RegExp(`${text}|`, flags).exec('')?.length ?? 1;
    return { source: text, flags, fields, groups: groups - 1 };
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*\/[a-z]*: /s, '');
    throw new QueryError(`the regular expression is not valid: ${reason}`, query, at, { length: source.length + 2 });
  }
}

/** Look-around and back-references, which neither Hyperscan nor RE2 has; a backslash before the backslash makes it a text. */
const FOREIGN = /(?<!\\)(?:\\\\)*(\(\?<?[=!]|\\[1-9]|\\k<)/;

function translate(source: string): { text: string; flags: string; fields: CompiledRegex['fields'] } {
  const fields: CompiledRegex['fields'] = [];
  const lead = /^(?:\(\?[ims]+\))+/.exec(source)?.[0] ?? '';
  const flags = [...new Set(lead.replace(/[^ims]/g, ''))].join('');
  let inClass = false;
  const parts = /\\Q(.*?)(?:\\E|$)|\\([\s\S])|\(\?P?<(?![=!])([^>]*)>|\[:(\^?)(\w+):\]|[[\]]|[^\\([\]]+|[\s\S]/g;
  const text = source.slice(lead.length).replace(parts, (whole, quoted, escaped, name, not, posix) => {
    if (quoted !== undefined) return quoted.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    if (escaped !== undefined) return translateEscape(escaped, inClass) ?? whole;
    if (name !== undefined && !inClass) {
      fields.push({ group: `g${fields.length}`, name });
      return `(?<g${fields.length - 1}>`;
    }
    if (posix !== undefined && inClass && !not) return Object.hasOwn(POSIX, posix) ? (POSIX[posix] as string) : whole;
    if (whole === '[') {
      if (inClass) return '\\[';
      inClass = true;
    } else if (whole === ']') inClass = false;
    return whole;
  });
  return { text, flags, fields };
}

function translateEscape(char: string, inClass: boolean): string | undefined {
  if (char === 's') return inClass ? SPACE : `[${SPACE}]`;
  if (char === 'S' && !inClass) return `[^${SPACE}]`;
  if (char === 'A' && !inClass) return '(?<![\\s\\S])';
  if ((char === 'z' || char === 'Z') && !inClass) return '(?![\\s\\S])';
  return undefined;
}
