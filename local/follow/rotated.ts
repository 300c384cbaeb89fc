import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What tools that rotate put behind a name: `.1`, `-20261126`, `.2026-11-26_10-31-12`. */
const SUFFIX = /^[-._]\d[-._\dT]*$/;
const PACKED = /\.(?:gz|zst|xz|bz2|Z|lz4)$/;

/** A file that a tool made when it rotated the log. */
export interface Rotated {
  path: string;
  isPacked: boolean;
  dev: number;
  ino: number;
  writtenMs: number;
}

/**
 * The files beside a log that were rotated away, the oldest first.
 * @param sinceMs none that was last written earlier, epoch ms.
 */
export function rotatedSince(log: string, sinceMs: number): Rotated[] {
  const name = basename(log);
  return readdirSync(dirname(log))
    .filter((other) => other.startsWith(name) && SUFFIX.test(other.slice(name.length).replace(PACKED, '')))
    .flatMap((other) => {
      const path = join(dirname(log), other);
      // It may go on being renamed while we look.
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile() || stat.mtimeMs < sinceMs) return [];
      return [{ path, isPacked: PACKED.test(other), dev: stat.dev, ino: stat.ino, writtenMs: stat.mtimeMs }];
    })
    .sort((a, b) => a.writtenMs - b.writtenMs || numberOf(b.path) - numberOf(a.path));
}

/** Of files written in the same moment, `.2` is older than `.1`. */
const numberOf = (path: string) => Number(/\.(\d{1,4})$/.exec(path)?.[1] ?? 0);
