import { DocumentScanner } from './document-scanner.ts';
import { InputError } from './input-error.ts';
import type { Scanner } from './scanner.ts';

/** A longer record is cut into pieces: no text of this engine's can hold every line that a file may. */
export const LONGEST_RECORD = 64 << 20;

/**
 * Where a record that is too long is cut: behind its last line, or between two characters of UTF-8.
 * @throws InputError for a document, whose events cannot be found when one is cut.
 */
export function cutOfLong(scanner: Scanner, bytes: Buffer, start: number, length: number): number {
  if (scanner instanceof DocumentScanner)
    throw new InputError(
      `an event of the document is longer than ${LONGEST_RECORD >> 20} MB, or it is no document of log events`,
    );
  const newline = bytes.subarray(start, length).lastIndexOf(10);
  if (newline > 0) return start + newline + 1;
  return length - begunBytes(bytes, start, length);
}

/** How many bytes at the end begin a character of UTF-8 that is not whole. */
function begunBytes(bytes: Buffer, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back > start; back++) {
    const byte = bytes[end - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** What the writer should know. */
export function cutNote(cuts: number): string[] {
  if (cuts === 0) return [];
  const most = `${LONGEST_RECORD >> 20} MB`;
  return [`lines longer than ${most} were cut into pieces of that length, each of which counts as a line of its own`];
}
