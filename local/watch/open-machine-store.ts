import { join } from 'node:path';
import { openStore } from '../store/open-store.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';

/** Where a service keeps what must last: each has a folder of its own. */
export function machineFolder(directory: string, slug: string): string {
  return join(directory, slug);
}

/**
 * What one machine remembers, in a folder that only its owner may read.
 * @param directory made when it is not there; without it all is forgotten at the end.
 * @param now epoch ms. @param onNotice is told what begins to fail or was set aside. @param mostBytes of all files together.
 * @throws StoreHeldError when another process writes there.
 */
export function openMachineStore(
  slug: string,
  directory: string | undefined,
  now: () => number,
  onNotice: (text: string) => void,
  mostBytes?: number,
): SqliteStore {
  const folder = directory === undefined ? ':memory:' : machineFolder(directory, slug);
  return openStore({ directory: folder, environment: slug, now, onNotice, ...(mostBytes !== undefined && { mostBytes }) });
}
