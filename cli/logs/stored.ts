import { setTimeout as sleep } from 'node:timers/promises';
import { writerOf } from '../../local/store/writer-lock.ts';
import { type StoredLine, StoredLines } from '../../local/view/stored-lines.ts';
import { watchedIn, watchedWords } from '../../local/watch/watched-folder.ts';
import type { LinesSource, SourceLine } from './line.ts';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 5_000;

/**
 * The log lines that the monitor of a folder keeps, while it writes them.
 * @param note gets what must be known to trust them.
 * @throws when no monitor ever wrote there.
 */
export function storedLines(folder: string, note: (text: string) => void): LinesSource {
  const lines = new StoredLines(folder);
  const here = watchedIn(folder);
  if (here) note(`Lines of ${watchedWords(here)}.`);
  if (!writerOf(folder)) note(`No monitor runs on ${folder}: this is what it kept until it stopped.`);
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
