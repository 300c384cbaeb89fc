import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { AskedDocker } from '../docker/open-docker.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { StoreHeldError } from '../store/writer-lock.ts';
import { machineFolder, openMachineStore } from './open-machine-store.ts';
import { mustBeWatched, noteWatched, type WatchedHere, watchedIn, watchedWords } from './watched-folder.ts';

/** What is watched, and where it is kept. */
export interface WatchedStoreOptions {
  config: MonitorConfig;
  /** The file that the configuration is from. */
  configurationFile?: string | undefined;
  docker?: AskedDocker | undefined;
  logFile?: string | undefined;
  /** Without it all is forgotten at the end. */
  directory?: string | undefined;
}

/**
 * The store of what is watched, which is noted in its folder. @param now epoch ms.
 * @throws OtherServiceError where the folder is another's, StoreHeldError where another process writes there.
 */
export function openWatchedStore(options: WatchedStoreOptions, now: () => number, onNotice: (text: string) => void): SqliteStore {
  const { config, directory } = options;
  const open = () => openMachineStore(config.slug, directory, now, onNotice, config.storeMegabytes * 1e6);
  if (directory === undefined) return open();
  const folder = machineFolder(directory, config.slug);
  const watched = watchedBy(options, now());
  mustBeWatched(folder, watched);
  try {
    const store = open();
    noteWatched(folder, watched);
    return store;
  } catch (error) {
    const here = watchedIn(folder);
    if (error instanceof StoreHeldError && here) error.message += ` It watches ${watchedWords(here)}.`;
    throw error;
  }
}

function watchedBy({ config, configurationFile, docker, logFile }: WatchedStoreOptions, sinceMs: number): WatchedHere {
  const { service, environment, endpoints, logs } = config;
  const log = docker?.hasLog ? `container ${docker.names.container}` : (logFile ?? (logs && `log group ${logs.group}`));
  return {
    service,
    environment,
    urls: endpoints.map(({ url }) => url),
    ...(configurationFile !== undefined && { configuration: configurationFile }),
    ...(log !== undefined && { log }),
    sinceMs,
  };
}
