import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { dateTime } from '../../functions/shared/text/words.ts';

/** What is watched in a folder. */
const WATCHED = z.object({
  service: z.string(),
  environment: z.string(),
  /** The endpoints. */
  urls: z.array(z.string()),
  /** The file of the configuration, its whole path; absent for `--url`. */
  configuration: z.string().optional(),
  /** Where the log is read: "container atlasml"; absent where none is. */
  log: z.string().optional(),
  /** Since when it is watched so, epoch ms. */
  sinceMs: z.number(),
});
export type WatchedHere = z.infer<typeof WATCHED>;

/** The folder holds the memory of another AtlasML. */
export class OtherServiceError extends Error {
  override name = 'OtherServiceError';
}

/** Beside the store, so that whoever must can read and delete it without a tool. */
const fileOf = (folder: string) => join(folder, 'watched.json');

/** What was watched in a folder last; undefined where nothing was noted, or it cannot be read. */
export function watchedIn(folder: string): WatchedHere | undefined {
  try {
    return WATCHED.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Notes what is watched; only the writer of a folder may. It does not throw: the store says itself that it cannot be written. */
export function noteWatched(folder: string, watched: WatchedHere): void {
  const before = watchedIn(folder);
  const isAsBefore = before && JSON.stringify({ ...before, sinceMs: 0 }) === JSON.stringify({ ...watched, sinceMs: 0 });
  if (isAsBefore || !existsSync(folder)) return;
  try {
    const path = fileOf(folder);
    writeFileSync(`${path}.new`, `${JSON.stringify(redactDeep(watched), undefined, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // As above.
  }
}

/**
 * Whether two are not the same AtlasML: another name, or neither an address nor the file of the configuration in common. An AtlasML that
 * moves, and a file that does, stay what they are.
 */
export function isOther(a: WatchedHere, b: WatchedHere): boolean {
  if (a.service !== b.service || a.environment !== b.environment) return true;
  const isFileSame = a.configuration !== undefined && a.configuration === b.configuration;
  return !isFileSame && !a.urls.some((url) => b.urls.includes(url));
}

/** "AtlasML production, by /srv/monitor.config.ts, with the log of container atlasml" */
export function watchedWords({ service, environment, urls, configuration, log }: WatchedHere): string {
  const by = configuration === undefined ? `at ${urls.join(' and ')}` : `by ${configuration}`;
  return `${service} ${environment}, ${by}${log === undefined ? '' : `, with the log of ${log}`}`;
}

/** For whoever only reads or asks: a sentence where a folder is not that of a service of this name. */
export function otherNameIn(
  folder: string,
  { service, environment }: Pick<WatchedHere, 'service' | 'environment'>,
): string | undefined {
  const here = watchedIn(folder);
  if (!here || (here.service === service && here.environment === environment)) return undefined;
  return `${folder} is of ${watchedWords(here)}, and not of ${service} ${environment}`;
}

/** @throws OtherServiceError where the folder is another's. */
export function mustBeWatched(folder: string, asked: WatchedHere): void {
  const before = watchedIn(folder);
  if (!before || !isOther(before, asked)) return;
  throw new OtherServiceError(
    `${folder} holds what was seen of ${watchedWords(before)}, since ${dateTime(before.sinceMs)}. This is ${watchedWords(asked)}, ` +
      'and the two are not mixed. Give this one a folder of its own with --data DIR. ' +
      `If they are the same AtlasML, delete ${fileOf(folder)} and start again.`,
  );
}
