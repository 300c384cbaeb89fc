import { FileLines } from './file-lines.ts';
import type { KnownLines } from './known-lines.ts';
import type { LeftFiles } from './left-files.ts';
import type { OpenFile } from './open-file.ts';
import { type Rotated, rotatedSince } from './rotated.ts';

/**
 * What was rotated away and was not read to its end, the oldest first; not what is open, and no copy of what a log is now.
 * @param sinceMs nothing that was last written earlier, epoch ms. @param logs the files that have or had the name, and are read on
 */
export function unreadBeside(path: string, sinceMs: number, logs: OpenFile[], left: LeftFiles, known: KnownLines): FileLines[] {
  const open = [...logs, ...left.open.map(({ file }) => file)];
  return rotatedSince(path, sinceMs)
    .filter((rotated) => !rotated.isPacked && !open.some((file) => file.isSameFile(rotated)))
    .flatMap((rotated) => {
      const beside = openRotated(rotated, known);
      if (!beside) return [];
      left.resume(beside);
      const { file } = beside;
      const isRead = !file.isFresh && file.left === 0;
      if (isRead || logs.some((log) => file.isBeginOf(log))) {
        file.close();
        return [];
      }
      if (file.isFresh) file.startAt(file.begin());
      return beside;
    });
}

/**
 * Why something may be missing when the name went over to another file. What came and went meanwhile lies beside the log, unless it is gone
 * or packed. @param last the file that had the name at the last look
 */
export function doubtsBetween(path: string, last: OpenFile): string[] {
  const packed = rotatedSince(path, last.writtenMs).filter(({ isPacked }) => isPacked).length;
  const isGone = last.stat().nlink === 0;
  // The file itself may have been packed.
  if (isGone && packed !== 1) return ['the log file was deleted: what was written to others in between is not known'];
  if (!isGone && packed > 0) return ['the log was rotated several times: what was packed at once is not read'];
  return [];
}

/** Whether a file holds what was read of another, or a part of it. */
export function isCopy(file: OpenFile, { file: { place } }: FileLines): boolean {
  return file.continues(place) || file.isPartOf(place);
}

/** All that is in it now was read elsewhere, or is not to be read. */
export function markRead({ file }: FileLines): void {
  file.skipTo(file.stat().size);
}

/** Undefined where it was renamed again since it was found. */
function openRotated(rotated: Rotated, known: KnownLines): FileLines | undefined {
  try {
    const lines = new FileLines(rotated.path, known);
    if (lines.file.isSameFile(rotated)) return lines;
    lines.file.close();
  } catch {}
  return undefined;
}
