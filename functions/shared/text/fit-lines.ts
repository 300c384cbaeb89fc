/** Room for the line that says what is left out. */
const NOTE_LENGTH = 24;

/**
 * As many whole lines as fit into a text of so many characters; what is left out is said in a line of its own.
 * @param keep first: the first lines are the most useful. ends: how it began, and then the newest, as in a time line.
 * @param length of a line as it will be sent, for text that grows when it is escaped.
 */
export function fitLines(
  lines: string[],
  most: number,
  keep: 'first' | 'ends' = 'first',
  length: (line: string) => number = (line) => line.length,
): string[] {
  const total = lines.reduce((sum, line) => sum + length(line) + 1, 0);
  if (total <= most) return lines;
  const [first = '', ...others] = lines;
  const order = keep === 'first' ? others : others.toReversed();
  let room = most - NOTE_LENGTH - length(first) - 1;
  const fitting = order.findIndex((line) => {
    room -= length(line) + 1;
    return room < 0;
  });
  const kept = order.slice(0, Math.max(0, fitting));
  const left = others.length - kept.length;
  if (left === 0) return lines;
  const note = `(${left} more left out)`;
  return keep === 'first' ? [first, ...kept, note] : [first, note, ...kept.toReversed()];
}
