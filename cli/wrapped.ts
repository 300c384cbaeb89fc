/** A text in lines of so many columns at most, broken at spaces; a longer word stands alone. @param indent of all but the first. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const out: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line === '') line = out.length > 0 ? indent + word : word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      out.push(line);
      line = indent + word;
    }
  }
  return [...out, line];
}

/** No label is so long: what stands further right belongs to the text. */
const LONGEST_LABEL = 24;

/**
 * A text for a terminal: each line that is too long goes on below where its text begins, behind blanks or a label that two blanks end.
 * @param columns of the terminal.
 */
export function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= columns ? [line] : wrapped(line, columns, ' '.repeat(hangOf(line)))))
    .join('\n');
}

function hangOf(line: string): number {
  const [blanks = ''] = /^ */.exec(line) ?? [];
  const [label] = /^ *\S(?:.*?\S)? {2,}(?=\S)/.exec(line) ?? [];
  return label !== undefined && label.length <= LONGEST_LABEL ? label.length : blanks.length + 2;
}
