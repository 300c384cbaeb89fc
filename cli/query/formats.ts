import { redact } from '../../functions/shared/text/redact.ts';
import { cutToWidth, displayWidth, type QueryResult } from '../../insights/index.ts';

export const FORMATS = ['table', 'json', 'jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

type Rows = Pick<QueryResult, 'columns' | 'rows'>;

/** The rows of a result as text. @param width columns of a terminal that a table may take; undefined cuts nothing. */
export function formatRows(result: Rows, format: Format, width?: number): string {
  if (format === 'table') return table(result, width);
  if (format === 'csv') return csv(result);
  const ordered = result.rows.map((row) => inOrder(row, result.columns));
  if (format === 'json') return escaped(JSON.stringify(ordered, null, 2));
  return ordered.map((row) => escaped(JSON.stringify(row))).join('\n');
}

function inOrder(row: Record<string, string>, columns: string[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((c) => (row[c] === undefined ? [] : [[c, row[c]]])));
}

/**
 * RFC 4180: https://www.rfc-editor.org/rfc/rfc4180. What a spreadsheet would compute gets an apostrophe in front, and
 * control characters are shown: https://owasp.org/www-community/attacks/CSV_Injection
 */
function csv({ columns, rows }: Rows): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const field = (text: string) => (/^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text);
  const lines = [columns, ...rows.map((row) => columns.map((c) => field(row[c] ?? '')))];
  return lines.map((line) => line.map((text) => quoted(shownControls(text, '\n\t'))).join(',')).join('\r\n');
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
const GAP = '  ';
/** No column is cut below this. */
const NARROWEST = 12;

/** Columns of one width each; numbers stand at the right. A message of several lines stays in one. */
function table({ columns, rows }: Rows, width: number | undefined): string {
  if (rows.length === 0) return 'no rows';
  const cells = rows.map((row) => columns.map((c) => visible(redact(row[c] ?? ''))));
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

/** A log may hold what moves the cursor or turns a text's direction: such characters are shown, not obeyed. */
export function visible(text: string): string {
  const lines = text.toWellFormed().replaceAll('\r\n', '\n').replaceAll('\n', '⏎').replaceAll('\t', ' ');
  return shownControls(lines, '');
}

/** What a terminal obeys or nobody sees, as its number. @param kept characters that stay. */
function shownControls(text: string, kept: string): string {
  return text.toWellFormed().replace(UNSEEN, (found) => (kept.includes(found) ? found : asNumber(found)));
}

function asNumber(found: string): string {
  const code = found.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** JSON with the characters escaped that JSON need not escape. RFC 8259, section 7. */
function escaped(json: string): string {
  const unit = (text: string, i: number) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return json.replace(UNSEEN, (found) =>
    found === '\n' ? found : Array.from({ length: found.length }, (_, i) => unit(found, i)).join(''),
  );
}

/** Control characters, what turns the direction of a text, and what has no width but for joiners of emoji and scripts. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
