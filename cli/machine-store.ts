import { openForReading } from '../local/store/open-store.ts';
import type { SqliteStore } from '../local/store/sqlite-store.ts';
import { machineFolder } from '../local/watch/open-machine-store.ts';
import { failure, type Outcome } from './usage-error.ts';

/** Reads what the monitor of a folder wrote, while it may go on writing. @returns a failure where none ever wrote there. */
export async function readMachineStore(
  directory: string,
  slug: string,
  now: () => number,
  read: (store: SqliteStore, folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = machineFolder(directory, slug);
  let store: SqliteStore;
  try {
    store = openForReading(folder, slug, now);
  } catch (error) {
    return failure(`${(error as Error).message}. Start one with: npx atlasml-monitor watch --data ${directory}`);
  }
  try {
    return await read(store, folder);
  } finally {
    store.close();
  }
}
