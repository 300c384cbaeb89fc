import { readFileSync, statSync } from 'node:fs';
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
  fresh ??= asked();
  return fresh;
}

function asked(): boolean {
  try {
    const madeOf = JSON.parse(readFileSync(MADE_OF, 'utf8')) as Record<string, string>;
    const root = fileURLToPath(new URL('../../', import.meta.url));
    return Object.entries(madeOf).every(([file, mark]) => markOf(root + file) === mark);
  } catch {
    return false;
  }
}

/** What a file is known by: another one has another time or size. */
export function markOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}
