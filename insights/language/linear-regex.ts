/** What a regular expression begins with: characters of a kind, repeated at will, such as `\w+` or `\d*[a-z]+`. */
interface Runs {
  /** Where they stand in the source, with their quantifiers. */
  from: number;
  to: number;
  /** In their order; none but the last must have a character. */
  atoms: string[];
  /** 0 for `*`, 1 for `+` at the end of the last. */
  least: 0 | 1;
}

const OPENER = /\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/y;
const ATOM = /(\\[wWdDsS]|\.|\[(?:\\[\s\S]|[^\]\\])+\])([*+])\??/y;

/** The runs at the begin, also in brackets; undefined where there is none, or where not each match has them. */
function leadingRuns(source: string): Runs | undefined {
  let at = 0;
  let openers = 0;
  for (OPENER.lastIndex = 0; OPENER.test(source); openers++) at = OPENER.lastIndex;
  if (!belongsToAll(source, openers)) return undefined;
  const runs: Runs = { from: at, to: at, atoms: [], least: 0 };
  while (runs.least === 0) {
    ATOM.lastIndex = runs.to;
    const [all, atom, quantifier] = ATOM.exec(source) ?? [];
    if (all === undefined || atom === undefined) break;
    runs.atoms.push(atom);
    runs.to += all.length;
    if (quantifier === '+') runs.least = 1;
  }
  return runs.atoms.length > 0 ? runs : undefined;
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
 * An expression that matches somewhere in a text just when this one does, and faster: of the runs at its begin the last
 * character is enough. Its groups are not the same.
 */
export function forTest(source: string): string {
  const runs = leadingRuns(source);
  if (!runs) return source;
  return source.slice(0, runs.from) + (runs.least === 1 ? runs.atoms.at(-1) : '') + source.slice(runs.to);
}

/** Finds the first match in a text; null when there is none. */
export type Search = (text: string) => RegExpExecArray | null;

/**
 * Finds what `exec` finds. Runs at the begin, such as `\w+Error`, make `exec` try from each character of a long word, in
 * the square of its length; here the end of the run is found first, then its begin, and the expression is tried there alone.
 */
export function searchFor(source: string, flags: string): Search {
  const runs = leadingRuns(source);
  if (!runs) {
    const regex = new RegExp(source, flags);
    return (text) => regex.exec(text);
  }
  const somewhere = new RegExp(forTest(source), flags);
  const there = new RegExp(source, `${flags}y`);
  const ofRuns = runs.atoms.map((atom) => new RegExp(`^${atom}$`, flags)).reverse();
  const isUnicode = flags.includes('u');
  return (text) => {
    const found = somewhere.exec(text);
    if (!found) return null;
    let start = found.index;
    // The last run ends here; before it may stand the one before it, and so on.
    for (const ofRun of ofRuns)
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
