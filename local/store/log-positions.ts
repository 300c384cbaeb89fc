import { z } from 'zod';
import type { DatabaseFile } from './database-file.ts';

/** How far the log of a container was read. */
export interface LogPosition {
  /** The whole ID of the container. */
  id: string;
  /** Of the newest line, epoch ns. */
  atNs: string;
  /** Of the lines of that nanosecond: hashes. */
  keys: string[];
}

/** How far logs were read, by the names of their containers. */
export interface LogPositions {
  /** One that cannot be read is none. */
  read(name: string): LogPosition | undefined;
  /** It does not throw: without it the log is read all the same. */
  save(name: string, position: LogPosition | undefined): void;
}

const KIND = 'log-position';
const position = z.object({ id: z.string(), atNs: z.string().regex(/^\d{1,20}$/), keys: z.array(z.string()) });

export function sqliteLogPositions(file: DatabaseFile): LogPositions {
  return {
    read(name) {
      try {
        const row = file.run(() => file.prepare('select json from stored where kind = ? and id = ?').get(KIND, name));
        return position.parse(JSON.parse((row as { json: string }).json));
      } catch {
        return undefined;
      }
    },
    save(name, at) {
      if (!at) return;
      try {
        file.run(() =>
          file
            .prepare(
              'insert into stored (kind, id, version, json) values (?, ?, 1, ?) on conflict (kind, id) do update set json = excluded.json',
            )
            .run(KIND, name, JSON.stringify(at)),
        );
      } catch {
        // The store says itself that it cannot be written.
      }
    },
  };
}
