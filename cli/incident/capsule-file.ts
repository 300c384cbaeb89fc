import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Screen } from '../screen.ts';
import { UsageError } from '../usage-error.ts';

/** @throws UsageError where the bytes would go to a terminal, or over another file. */
export function mustHaveAPlace({ output }: { output: string | undefined }, { isTerminal }: Pick<Screen, 'isTerminal'>): void {
  if (output === undefined && isTerminal)
    throw new UsageError('a capsule cannot be shown on a terminal: write > capsule.db after the command, or --output capsule.db');
  if (output !== undefined && existsSync(output)) throw new UsageError(`${output} is there already; name another file`);
}

/** Writes a file for its owner alone; no half of it is left where it cannot be written. @throws UsageError */
export function writeCapsule(path: string, bytes: Uint8Array): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}
