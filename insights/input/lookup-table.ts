import type { LookupTable } from '../functions/types.ts';
import { InputError } from './input-error.ts';

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html */
const MOST_BYTES = 10 * 1024 * 1024;
/** A value in quotes, with quotes doubled inside (RFC 4180), or one without; and what ends it. */
const VALUE = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

/**
 * A lookup table from CSV, whose first row names the columns. Rows may be shorter than it, not longer.
 * @throws InputError when it is no such table.
 */
export function lookupTable(csv: string): LookupTable {
  if (Buffer.byteLength(csv) > MOST_BYTES) throw new InputError('a lookup table has at most 10 MB');
  const [columns, ...rows] = rowsOf(csv.replace(/^\uFEFF/, ''));
  if (!columns) throw new InputError('a lookup table needs a first row with names of columns');
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError('a lookup table cannot have two columns of one name');
  const long = rows.findIndex((row) => row.length > columns.length);
  if (long >= 0) throw new InputError(`row ${long + 2} of the lookup table has more values than there are columns`);
  return { columns, rows };
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (VALUE.lastIndex = 0; VALUE.lastIndex < text.length; ) {
    const [, value = '', end] = VALUE.exec(text) ?? [];
    if (end === undefined) throw new InputError(`row ${rows.length + 1} of the lookup table has a quote in a wrong place`);
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    // A comma at the very end stands before one more value.
    if (end === ',' && VALUE.lastIndex === text.length) row.push('');
    if (end === ',' && VALUE.lastIndex < text.length) continue;
    // Empty lines are none.
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
