import { characterAt } from './cut.ts';

/** What continues a line stands under it, so much to the right. */
const INDENT = '    ';

/**
 * A line as several of at most so many code units, broken at blanks where there are any, so that no client breaks it anywhere. No character as
 * people see them is cut in two; one that is longer than a line stands in a line of its own.
 * @param line sound, without line feeds. @param most more than twice the indentation.
 */
export function wrapLine(line: string, most: number): string {
  const lines: string[] = [];
  let rest = line;
  let indent = '';
  const own = /^ */.exec(line.slice(0, most / 4))?.[0] ?? '';
  while (indent.length + rest.length > most) {
    const at = breakIn(rest, most - indent.length);
    if (at >= rest.length) break;
    lines.push(indent + rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
    indent = own + INDENT;
  }
  return [...lines, indent + rest].join('\n');
}

/** The position at which a text that is too long is broken, never 0. */
function breakIn(text: string, room: number): number {
  const blank = text.lastIndexOf(' ', room);
  // A blank at the begin belongs to the indentation, or leaves almost nothing in the line.
  if (blank > room / 2) return blank;
  const { start, end } = characterAt(text, room);
  return start > 0 ? start : end;
}

/** Each line of a text by itself. */
export function wrapLines(text: string, most: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, most))
    .join('\n');
}
