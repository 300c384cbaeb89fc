import { cutToWidth, displayWidth, type QueryResult } from '../../insights/index.ts';

export const FORMATS = ['table', 'json', 'jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

type Rows = Pick<QueryResult, 'columns' | 'rows'>;

/** The rows of a result as text. @param width columns of a terminal that a table may take; undefined cuts nothing. */
export function formatRows(result: Rows, format: Format, width?: number): string {
  if (format === 'table') return table(result, width);
  if (format === 'csv') return csv(result);
  const ordered = result.rows.map((row) => inOrder(row, result.columns));
  if (format === 'json') return JSON.stringify(ordered, null, 2);
  return ordered.map((row) => JSON.stringify(row)).join('\n');
}

function inOrder(row: Record<string, string>, columns: string[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((c) => (row[c] === undefined ? [] : [[c, row[c]]])));
}

/** RFC 4180: https://www.rfc-editor.org/rfc/rfc4180 */
function csv({ columns, rows }: Rows): string {
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => columns.map((c) => row[c] ?? ''))].map((line) => line.map(field).join(',')).join('\r\n');
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
const GAP = '  ';
/** No column is cut below this. */
const NARROWEST = 12;

/** Columns of one width each; numbers stand at the right. A message of several lines stays in one. */
function table({ columns, rows }: Rows, width: number | undefined): string {
  if (rows.length === 0) return 'no rows';
  const cells = rows.map((row) => columns.map((c) => visible(row[c] ?? '')));
  const widths = columns.map((c, i) => Math.max(displayWidth(c), ...cells.map((line) => displayWidth(line[i] as string))));
  if (width !== undefined) narrow(widths, width - GAP.length * (columns.length - 1));
  const right = columns.map((_, i) => cells.every((line) => line[i] === '' || NUMBER.test(line[i] as string)));
  const line = (texts: string[]) =>
    texts
      .map((text, i) => pad(text, widths[i] as number, right[i] as boolean))
      .join(GAP)
      .trimEnd();
  return [line(columns), line(widths.map((w) => '─'.repeat(w))), ...cells.map(line)].join('\n');
}

/** Takes the room that is missing from the widest columns. */
function narrow(widths: number[], room: number): void {
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; ) {
    const widest = widths.indexOf(Math.max(...widths));
    const cut = Math.min(over, (widths[widest] as number) - NARROWEST);
    if (cut <= 0) return;
    widths[widest] = (widths[widest] as number) - cut;
    over -= cut;
  }
}

function pad(text: string, width: number, right: boolean): string {
  const cut = cutToWidth(text, width);
  const space = ' '.repeat(Math.max(0, width - displayWidth(cut)));
  return right ? space + cut : cut + space;
}

/** A log may hold what moves the cursor or changes colours: control characters are shown, not obeyed. */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, (c) => (c === '\n' ? '⏎' : c === '\t' ? ' ' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
