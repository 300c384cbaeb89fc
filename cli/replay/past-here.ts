import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { type KeptSources, pastOfStore } from '../../local/capsule/store-past.ts';
import { type Past, PastError } from '../../local/replay/past.ts';
import { openForReading } from '../../local/store/open-store.ts';
import type { SqliteStore } from '../../local/store/sqlite-store.ts';
import { storedPast } from '../../local/view/kept-past.ts';
import { machineViewConfig, storedAlarms } from '../../local/view/stored-view.ts';
import { machineFolder } from '../../local/watch/open-machine-store.ts';
import { otherNameIn } from '../../local/watch/watched-folder.ts';
import { keptLog } from '../incident/export.ts';
import { notKept } from '../not-kept.ts';

/** What the monitor of this machine kept in a folder, as a past. @throws PastError where there is none of it. */
export async function pastHere(directory: string, config: MonitorConfig): Promise<Past> {
  const folder = machineFolder(directory, config.slug);
  const other = otherNameIn(folder, config);
  if (other !== undefined) throw new PastError(`${other}. Name the right one with --environment, --service or --data DIR`);
  let seen: Observation[] = [];
  const open = (): SqliteStore => {
    try {
      return openForReading(folder, config.slug, Date.now);
    } catch (error) {
      throw new PastError(notKept(error, directory));
    }
  };
  const reading = async <T>(read: (sources: KeptSources) => Promise<T>): Promise<T> => {
    const store = open();
    try {
      seen = await store.state.observations();
      const here = machineViewConfig(config, seen);
      const past = storedPast(here, store, async () => storedAlarms(here, store, Date.now));
      return await read({ past, ...(here.logs && { log: keptLog(store) }) });
    } finally {
      store.close();
    }
  };
  return pastOfStore({ name: directory, reading, watched: (one) => machineViewConfig(one, seen) });
}
