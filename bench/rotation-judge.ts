/** The lines between two rotations, which is what one file, or one filling of it, held. A line of JSON of the writer, before it rotates. */
export interface Generation {
  /** How it ended. */
  mode: string;
  /** The number of the first line behind it. */
  line: number;
  /** The first line that the copy does not hold whole, where lines were written between the copy and the cut. */
  notCopied?: number;
  /** When its file was there, and until when it surely was, epoch ms. */
  fromMs: number;
  toMs: number;
  /** When its copy, or the file it was renamed to, was deleted or packed. */
  goneMs?: number;
}

/** What was rotated away is gone: of which generation, by its `line`. */
export interface Gone {
  gone: number;
  atMs: number;
}

/** What a follower told of numbered lines, beside what nobody could tell. */
export interface Verdict {
  /** Lines that were cut away without a copy before they were read. */
  cut: number;
  /** Lines between the end of a copy and the cut: AtlasML's own log does not have them. */
  notCopied: number;
  /** Lines of files that were made and were gone between two looks, with their copies. */
  unseen: number;
  /** Lines that a follower had to tell. */
  lost: number;
  wrong: string[];
}

/** When a look began and ended, epoch ms. */
export interface Look {
  beginMs: number;
  endMs: number;
}

interface Told {
  /** How often, by the number of the line. */
  lines: Uint8Array;
  /** Texts that are no whole line. */
  others: string[];
  looks: Look[];
}

/** A line as it is written, but for its time. */
export function textOf(line: number): string {
  return ` - INFO - atlasml.app - 🔄 line ${line} ${'x'.repeat(line % 70)}`;
}

/** The number of a line that is whole. */
export function numberOf(text: string): number | undefined {
  const number = Number(/ line (\d+) x*$/.exec(text)?.[1] ?? Number.NaN);
  return text.slice(19) === textOf(number) ? number : undefined;
}

/** Which lines are missing or doubled that need not be. */
export function judge({ lines, others, looks }: Told, generations: readonly Generation[]): Verdict {
  const verdict: Verdict = { cut: 0, notCopied: 0, unseen: 0, lost: 0, wrong: [] };
  const halves: number[] = [];
  let begin = 0;
  for (const [i, generation] of generations.entries()) {
    const around = [generations[i - 1], generation, generations[i + 1]].map((g) => g && `${g.mode} at ${g.line}`).join('; ');
    for (let n = begin; n < generation.line; n++) {
      if ((lines[n] ?? 0) > 1) verdict.wrong.push(`line ${n} was told ${lines[n]} times, ${around}`);
      if (lines[n]) continue;
      let end = n;
      while (end < generation.line && !lines[end]) end++;
      const kind = kindOf(generation, { from: n, end, begin }, looks);
      verdict[kind] += end - n;
      if (kind === 'lost') verdict.wrong.push(`lines ${n} to ${end - 1} were not told, ${around}`);
      if (kind === 'cut' || kind === 'notCopied') halves.push(n);
      n = end - 1;
    }
    begin = generation.line;
  }
  // The half of a line that was read before the rest was cut away. A short one fits several.
  for (const text of others.toSorted((a, b) => b.length - a.length)) {
    const half = halves.findIndex((n) => textOf(n).startsWith(text.slice(19).replace(/\ufffd+$/, '')));
    if (half < 0) verdict.wrong.push(`no line that was written: ${JSON.stringify(text)}`);
    else halves.splice(half, 1);
  }
  return verdict;
}

function kindOf(
  { mode, line, notCopied, fromMs, toMs, goneMs }: Generation,
  { from, end, begin }: { from: number; end: number; begin: number },
  looks: readonly Look[],
): 'cut' | 'notCopied' | 'unseen' | 'lost' {
  const isWhole = from === begin && end === line;
  const isMet = looks.some(({ beginMs }) => beginMs >= fromMs && beginMs <= toMs);
  if (isWhole && !isMet && (mode === 'deleted' || mode === 'truncate')) return 'unseen';
  if (end === line && mode === 'truncate') return 'cut';
  if (from >= (notCopied ?? line)) return 'notCopied';
  // A look reads the log before it turns to what lies beside it: only a whole one surely found that.
  const isFound = looks.some(({ beginMs, endMs }) => beginMs >= toMs && endMs <= (goneMs ?? Number.POSITIVE_INFINITY));
  return goneMs !== undefined && isWhole && !isMet && !isFound ? 'unseen' : 'lost';
}
