import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '../store/sqlite-store.ts';

/**
 * What one machine remembers, in a folder that only its owner may read.
 * @param directory made when it is not there; without it all is forgotten at the end.
 * @param now epoch ms.
 */
export function openMachineStore(environment: string, directory: string | undefined, now: () => number): SqliteStore {
  if (directory === undefined) return new SqliteStore(environment, ':memory:', now);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return new SqliteStore(environment, join(directory, `${environment}.sqlite`), now);
}
