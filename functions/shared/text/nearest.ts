/**
 * The known word that a misspelt one most likely stands for, or undefined when none is near: at most a third of its letters
 * differ. The query engine, which stands alone, has its own.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  const near = [...known]
    .map((candidate) => ({ candidate, away: edits(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= most)
    .sort((a, b) => a.away - b.away);
  return near[0]?.candidate;
}

/** How many letters must be added, left out, changed or swapped with their neighbour. */
function edits(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= from.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const choices = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + Number(!same)];
      if (swapped) choices.push(at(i - 2, j - 2) + 1);
      rows[i]?.push(Math.min(...choices));
    }
  }
  return at(from.length, to.length);
}
