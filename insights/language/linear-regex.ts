/** What a regular expression begins with: one character of a kind, repeated at will, such as `\w+`. */
interface Run {
  /** Where it stands in the source, with its quantifier. */
  from: number;
  to: number;
  atom: string;
  /** 0 for `*`, 1 for `+`. */
  least: 0 | 1;
}

const OPENER = /\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/y;
const ATOM = /(\\[wWdDsS]|\.|\[(?:\\[\s\S]|[^\]\\])+\])([*+])\??/y;

/** The run at the begin, also in brackets; undefined where there is none, or where not each match has it. */
function leadingRun(source: string): Run | undefined {
  let at = 0;
  let openers = 0;
  for (OPENER.lastIndex = 0; OPENER.test(source); openers++) at = OPENER.lastIndex;
  ATOM.lastIndex = at;
  const [all, atom, quantifier] = ATOM.exec(source) ?? [];
  if (all === undefined || atom === undefined || !belongsToAll(source, openers)) return undefined;
  return { from: at, to: at + all.length, atom, least: quantifier === '+' ? 1 : 0 };
}

const ITEM = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[\s\S]/g;

/** False when the first groups are one of several, or are repeated. */
function belongsToAll(source: string, openers: number): boolean {
  let depth = 0;
  let open = openers;
  for (const { 0: item, index } of source.matchAll(ITEM)) {
    if (item === '|' && depth <= open) return false;
    if (item === '(') depth++;
    if (item !== ')') continue;
    if (depth <= open) {
      if (/[*+?{]/.test(source[index + 1] ?? '')) return false;
      open = depth - 1;
    }
    depth--;
  }
  return true;
}

/**
 * An expression that matches somewhere in a text just when this one does, and faster: of the run at its begin the last
 * character is enough. Its groups are not the same.
 */
export function forTest(source: string): string {
  const run = leadingRun(source);
  if (!run) return source;
  return source.slice(0, run.from) + (run.least === 1 ? run.atom : '') + source.slice(run.to);
}

/** Finds the first match in a text; null when there is none. */
export type Search = (text: string) => RegExpExecArray | null;

/**
 * Finds what `exec` finds. A run at the begin, such as `\w+Error`, makes `exec` try from each character of a long word, in
 * the square of its length; here the end of the run is found first, then its begin, and the expression is tried there alone.
 */
export function searchFor(source: string, flags: string): Search {
  const run = leadingRun(source);
  if (!run) {
    const regex = new RegExp(source, flags);
    return (text) => regex.exec(text);
  }
  const somewhere = new RegExp(forTest(source), flags);
  const there = new RegExp(source, `${flags}y`);
  const ofRun = new RegExp(`^${run.atom}$`, flags);
  const isUnicode = flags.includes('u');
  return (text) => {
    const found = somewhere.exec(text);
    if (!found) return null;
    let start = found.index;
    for (;;) {
      const size = isUnicode && start >= 2 && isPair(text, start - 2) ? 2 : 1;
      if (start === 0 || !ofRun.test(text.slice(start - size, start))) break;
      start -= size;
    }
    there.lastIndex = start;
    return there.exec(text);
  };
}

const isPair = (text: string, at: number) => /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at, at + 2));
