import { ConflictError, type KindMemory, type RecordStore, type StoredRecord } from '../../functions/shared/ports.ts';
import type { DatabaseFile } from './database-file.ts';

const UPSERT = `insert into stored values (?, ?, ?, ?, ?) on conflict (kind, id) do update
  set version = excluded.version, json = excluded.json, expires_ms = excluded.expires_ms
  where ? or version = ?`;
const select = (order: string) =>
  `select id, json, version from stored where kind = ? and id >= ? and (? is null or id <= ?) and (expires_ms is null or expires_ms > ?)
   order by id ${order} limit ?`;

/** Records in a table of SQLite. @param now epoch ms: what has expired is not there any more. */
export function sqliteRecordStore(file: DatabaseFile, now: () => number): RecordStore {
  return {
    async list(kind, { fromId = '', toId, most = -1, newestFirst = false } = {}) {
      const sql = select(newestFirst ? 'desc' : 'asc');
      return file.run(() =>
        file.prepare(sql).all(kind, fromId, toId ?? null, toId ?? null, Math.floor(now()), most),
      ) as unknown as StoredRecord[];
    },
    async put(kind, { id, json, version }, { expectedVersion, expiresMs } = {}) {
      const isFree = expectedVersion === undefined || expectedVersion < 0;
      const changes = file.run(
        () => file.prepare(UPSERT).run(kind, id, version, json, expiresMs ?? null, Number(isFree), expectedVersion ?? 0).changes,
      );
      if (changes === 0) throw new ConflictError('another run saved first; this one starts again');
    },
  };
}

/** Kinds of error in a table beside them. */
export function sqliteKindMemory(file: DatabaseFile): KindMemory {
  return {
    async firstSeen(fingerprints, atMs) {
      return file.transaction(() => {
        const seen = fingerprints.map((fingerprint): [string, number] => {
          file.prepare('insert or ignore into kinds values (?, ?)').run(fingerprint, Math.round(atMs));
          const row = file.prepare('select first_seen_ms as at from kinds where fingerprint = ?').get(fingerprint);
          return [fingerprint, (row as { at: number }).at];
        });
        return new Map(seen);
      });
    },
  };
}
