import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run prepare` leaves the code of a thread as one file, and of what it was made: see bin/bundle-worker.ts. */
const BUNDLE = new URL('../../node_modules/.cache/query-worker.mjs', import.meta.url);
const MADE_OF = new URL('../../node_modules/.cache/query-worker.json', import.meta.url);

/**
 * The code of a thread. To load it as one file takes half of the time of its hundred modules. In a package it is one file; in a clone
 * there is one beside, which counts as long as no module has changed since it was made.
 */
export function workerFile(): URL {
  const written = new URL('./worker.ts', import.meta.url);
  return import.meta.url.endsWith('.ts') && isFresh() ? BUNDLE : written;
}

let fresh: boolean | undefined;

function isFresh(): boolean {
  fresh ??= isMadeOf(fileURLToPath(MADE_OF), fileURLToPath(new URL('../../', import.meta.url)));
  return fresh;
}

/** True when none of the files has changed. @param list a file with the mark of each, by its name in the folder. */
export function isMadeOf(list: string, folder: string): boolean {
  try {
    const marks = Object.entries(JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>);
    return marks.length > 0 && marks.every(([file, mark]) => markOf(join(folder, file)) === mark);
  } catch {
    return false;
  }
}

/** What a file is known by: another one has another time or size. */
export function markOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}
