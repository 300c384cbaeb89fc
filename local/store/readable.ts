import { accessSync, constants } from 'node:fs';

/** No monitor ever wrote there. */
export class NothingKept extends Error {}

/** True where it is there. @throws in words where this user may not look, so that nobody takes it for missing. */
export function isKept(path: string): boolean {
  try {
    // Not opened: closing it would end the locks that SQLite holds on it in this process (fcntl).
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return false;
    throw new Error(`this user may not read ${path}: ask as the user that the monitor runs as`);
  }
}

/** @throws NothingKept where it is not there, and as {@link isKept}. */
export function mustBeKept(path: string): void {
  if (!isKept(path)) throw new NothingKept(`${path} is not there: no monitor has written to this folder yet`);
}
