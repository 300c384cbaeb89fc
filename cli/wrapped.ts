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
