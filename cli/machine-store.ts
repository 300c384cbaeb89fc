import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { openForReading } from '../local/store/open-store.ts';
import type { SqliteStore } from '../local/store/sqlite-store.ts';
import { machineFolder } from '../local/watch/open-machine-store.ts';
import { otherNameIn } from '../local/watch/watched-folder.ts';
import { notKept } from './not-kept.ts';
import { failure, type Outcome } from './usage-error.ts';

/** Reads what the monitor of a folder wrote, while it may go on writing. @returns a failure where none ever wrote there. */
export async function readMachineStore(
  directory: string,
  config: Pick<MonitorConfig, 'slug' | 'service' | 'environment'>,
  now: () => number,
  read: (store: SqliteStore, folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = machineFolder(directory, config.slug);
  const other = otherNameIn(folder, config);
  if (other !== undefined) return failure(`${other}. Name the right one with --environment, --service or --data DIR.`);
  let store: SqliteStore;
  try {
    store = openForReading(folder, config.slug, now);
  } catch (error) {
    return failure(notKept(error, directory));
  }
  try {
    return await read(store, folder);
  } finally {
    store.close();
  }
}
