import { setTimeout as sleep } from 'node:timers/promises';
import { writerOf } from '../../local/store/writer-lock.ts';
import { type StoredLine, StoredLines } from '../../local/view/stored-lines.ts';
import { machineFolder } from '../../local/watch/open-machine-store.ts';
import { otherNameIn, watchedIn, watchedWords } from '../../local/watch/watched-folder.ts';
import type { Configuration } from '../configuration.ts';
import { notKept } from '../not-kept.ts';
import { UsageError } from '../usage-error.ts';
import type { LinesSource, SourceLine } from './line.ts';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 5_000;

/**
 * What `open` opens of the folder in which the configured service is watched.
 * @param data as `--data` gives it. @throws UsageError where another service is watched there, or none ever was.
 */
export async function ofMachine<T>(data: string, configuration: Configuration, open: (folder: string) => T): Promise<T> {
  const config = await configuration.checked();
  const folder = machineFolder(data, config.slug);
  const other = otherNameIn(folder, config);
  if (other !== undefined) throw new UsageError(`${other}. Name the right one with --environment, --service or --data DIR`);
  try {
    return open(folder);
  } catch (error) {
    throw new UsageError(notKept(error, data));
  }
}

/**
 * The store of a folder, for whoever reads its lines.
 * @param note gets what must be known to trust them. @throws when no monitor ever wrote there.
 */
export function openStored(folder: string, note: (text: string) => void): StoredLines {
  const lines = new StoredLines(folder);
  const here = watchedIn(folder);
  if (here) note(`Lines of ${watchedWords(here)}.`);
  if (!writerOf(folder)) note(`No monitor runs on ${folder}: this is what it kept until it stopped.`);
  return lines;
}

/**
 * The log lines that the monitor of a folder keeps, while it writes them.
 * @param note gets what must be known to trust them.
 * @throws when no monitor ever wrote there.
 */
export function storedLines(folder: string, note: (text: string) => void): LinesSource {
  const lines = openStored(folder, note);
  let lastId = 0;
  const shown = (found: StoredLine[]): SourceLine[] => {
    for (const { id } of found) lastId = Math.max(lastId, id);
    return found.map(({ atMs, message, stream }) => ({ atMs, text: message, ...(stream !== undefined && { stream }) }));
  };
  return {
    async read(sinceMs, take, newest) {
      const fromMs = Number.isFinite(sinceMs) ? sinceMs : 0;
      if (newest !== undefined) take(shown(lines.newest(fromMs, newest).reverse()));
      else for (const portion of lines.since(fromMs, AT_ONCE)) take(shown(portion));
      lastId = Math.max(lastId, lines.lastId());
    },
    async follow(signal, take) {
      while (!signal.aborted) {
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
        for (let found = lines.after(lastId, AT_ONCE); found.length > 0; found = lines.after(lastId, AT_ONCE)) take(shown(found));
      }
    },
    close: () => lines.close(),
  };
}
