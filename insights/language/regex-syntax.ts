/** Something that a regular expression of the service cannot have, with its place in the source. */
export class RegexFault extends Error {
  readonly offset: number;
  readonly part: string;

  constructor(message: string, offset: number, part: string) {
    super(message);
    this.offset = offset;
    this.part = part;
  }
}

interface Translated {
  text: string;
  flags: string;
  fields: { group: string; name: string }[];
}

/** The ASCII classes of RE2: https://github.com/google/re2/wiki/Syntax */
const POSIX: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  upper: 'A-Z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t-\\r ',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** `\s` is ASCII in RE2 and Hyperscan; JavaScript's would match other spaces too. */
const SPACE = '\\t\\n\\f\\r ';
/** Escapes that mean the same in JavaScript. */
const SAME = 'dDwWbBfnrtv';

/** One item of an expression: plain characters, an escape, a quoted text, the begin of a group, a POSIX class, a count, or a character. */
const ITEMS =
  /(?<plain>[\w "'#%&,:;<=>@~]+)|\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\(?:x\{(?<code>[0-9A-Fa-f]{1,6})\}|x(?<hex>[0-9A-Fa-f]{2})|u(?<unit>[0-9A-Fa-f]{4})|(?<property>[pP](?:\{\^?[\w=]+\}|[A-Z]))|(?<escaped>[\s\S]))|\(\?P?<(?![=!])(?<name>[^>]*)>|(?<look>\(\?<?[=!])|\[:(?<not>\^?)(?<posix>\w+):\]|(?<count>\{\d+(?:,\d*)?\})|(?<char>[\s\S])/gu;

/**
 * Writes an expression of RE2 and Hyperscan in JavaScript's syntax, by code points where that makes a difference.
 * @throws RegexFault for look-around, back-references, and escapes and classes that nobody knows.
 */
export function translateRegex(source: string): Translated {
  const fields: Translated['fields'] = [];
  const lead = /^(?:\(\?[ims]+\))+/.exec(source)?.[0] ?? '';
  const flags = new Set(lead.replace(/[^ims]/g, ''));
  const body = source.slice(lead.length);
  let inClass = false;
  let classBegan = false;
  let afterSet = false;
  const text = body.replace(ITEMS, (whole: string, ...rest: unknown[]) => {
    const g = rest.at(-1) as Record<string, string | undefined>;
    const offset = lead.length + (rest.at(-3) as number);
    const isFirst = classBegan;
    classBegan = false;
    const wasSet = afterSet;
    afterSet = false;
    if (g.plain !== undefined) return whole;
    const fault = (message: string) => new RegexFault(message, offset, whole);
    if (g.quoted !== undefined) return [...g.quoted].map((c) => literal(c, inClass)).join('');
    const code = g.code ?? g.hex ?? g.unit;
    if (code !== undefined) {
      if (Number.parseInt(code, 16) > 0x10ffff) throw fault(`${whole} is no character`);
      return literal(String.fromCodePoint(Number.parseInt(code, 16)), inClass);
    }
    if (g.property !== undefined) {
      afterSet = inClass;
      return property(g.property) ?? refuse(fault(`there is no class of characters ${whole}`));
    }
    if (g.escaped !== undefined) {
      afterSet = inClass && /[dDwWsS]/.test(g.escaped);
      if (/[1-9k]/.test(g.escaped)) throw fault("the service's regular expressions have no back-references");
      return escaped(g.escaped, inClass) ?? refuse(fault(`there is no escape ${whole}`));
    }
    if (inClass) {
      if (g.posix !== undefined) {
        if (!Object.hasOwn(POSIX, g.posix)) throw fault(`there is no class ${whole}`);
        afterSet = true;
        return g.not ? complement(POSIX[g.posix] as string) : (POSIX[g.posix] as string);
      }
      // What begins a group, a count or a class outside of brackets stands for itself in them.
      if (g.char === undefined) return [...whole].map((c) => literal(c, true)).join('');
      if (g.char === ']' && !isFirst) {
        inClass = false;
        return ']';
      }
      if (g.char === '^' && isFirst) {
        classBegan = true;
        return '^';
      }
      // Behind a set of characters no range can begin.
      return g.char === '-' && !wasSet ? '-' : literal(g.char, true);
    }
    if (g.look !== undefined) throw fault("the service's regular expressions have no look-around");
    if (g.name !== undefined) {
      fields.push({ group: `g${fields.length}`, name: g.name });
      return `(?<g${fields.length - 1}>`;
    }
    if (g.char === '[') {
      inClass = true;
      classBegan = true;
    }
    return g.char !== undefined && '{}]'.includes(g.char) ? `\\${g.char}` : whole;
  });
  if (needsCodePoints(text) || !flags.has('i')) flags.add('u');
  return { text, flags: [...flags].join(''), fields };
}

/** Without case JavaScript takes more letters for equal by code points than the prefilter of ASCII texts knows. */
const needsCodePoints = (text: string) => /\\[pP]\{|[\u0080-\uffff]/.test(text);

function refuse(fault: RegexFault): never {
  throw fault;
}

function literal(char: string, inClass: boolean): string {
  return (inClass ? /[\\\]^-]|\[/ : /[.*+?^${}()|[\]\\/]/).test(char) ? `\\${char}` : char;
}

function escaped(char: string, inClass: boolean): string | undefined {
  if (char === 's') return inClass ? SPACE : `[${SPACE}]`;
  if (char === 'S') return inClass ? complement(SPACE) : `[^${SPACE}]`;
  if (char === 'h') return inClass ? '\\t ' : '[\\t ]';
  if (char === 'a') return '\\x07';
  if (char === 'e') return '\\x1b';
  if (char === '0') return '\\0';
  if (char === 'C' && !inClass) return '[\\s\\S]';
  if (char === 'A' && !inClass) return '(?<![\\s\\S])';
  if ((char === 'z' || char === 'Z') && !inClass) return '(?![\\s\\S])';
  if (SAME.includes(char)) return `\\${char}`;
  return /[A-Za-z0-9]/.test(char) ? undefined : literal(char, inClass);
}

/** `\pL`, `\p{Greek}`, `\p{^Lu}`: categories have JavaScript's names, scripts say that they are scripts. */
function property(written: string): string | undefined {
  const name = written.replace(/^[pP]\{?\^?|\}$/g, '');
  const isNot = (written[0] === 'P') !== written.includes('^');
  for (const named of [name, `Script=${name}`]) {
    const text = `\\${isNot ? 'P' : 'p'}{${named}}`;
    try {
      new RegExp(text, 'u');
      return text;
    } catch {
      // The next name is tried.
    }
  }
  return undefined;
}

/** All characters but those of a class, as ranges to stand in another class. */
function complement(ranges: string): string {
  const points = [...ranges.matchAll(/(\\x..|\\.|[\s\S])(?:-(\\x..|\\.|[\s\S]))?/g)]
    .map(([, from = '', to]) => [pointOf(from), pointOf(to ?? from)] as [number, number])
    .sort(([a], [b]) => a - b);
  let next = 0;
  let text = '';
  for (const [from, to] of points) {
    if (from > next) text += rangeOf(next, from - 1);
    next = to + 1;
  }
  return text + rangeOf(next, 0x10ffff);
}

const CONTROLS: Record<string, number> = { t: 9, n: 10, f: 12, r: 13 };

function pointOf(written: string): number {
  if (written.startsWith('\\x')) return Number.parseInt(written.slice(2), 16);
  if (!written.startsWith('\\')) return written.codePointAt(0) as number;
  return CONTROLS[written[1] as string] ?? (written.codePointAt(1) as number);
}

const rangeOf = (from: number, to: number) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`;
