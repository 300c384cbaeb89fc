import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { openForReading } from '../../local/store/open-store.ts';
import { machineViewConfig, storedView } from '../../local/view/stored-view.ts';
import { machineFolder } from '../../local/watch/open-machine-store.ts';
import { otherNameIn } from '../../local/watch/watched-folder.ts';
import { notKept } from '../not-kept.ts';
import type { OpenView } from './command.ts';

/** The monitor of a folder, read while it writes. @returns a sentence where none ever wrote there. */
export async function viewHere(directory: string, asked: MonitorConfig, now: () => number): Promise<OpenView | string> {
  const folder = machineFolder(directory, asked.slug);
  const other = otherNameIn(folder, asked);
  if (other !== undefined) return `UNKNOWN: ${other}. Name the right one with --environment, --service or --data DIR.`;
  try {
    const store = openForReading(folder, asked.slug, now);
    const config = machineViewConfig(asked, await store.state.observations());
    return { config, view: storedView(config, folder, store, now), close: () => store.close() };
  } catch (error) {
    return `UNKNOWN: ${notKept(error, directory)}`;
  }
}
