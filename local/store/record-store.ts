import type { DatabaseSync } from 'node:sqlite';
import { ConflictError, type RecordStore, type StoredRecord } from '../../functions/shared/ports.ts';

const SCHEMA = `
  create table if not exists stored (
    kind text not null, id text not null, version integer not null, json text not null, expires_ms integer,
    primary key (kind, id)
  );
`;

/** Records in a table of a SQLite database. */
export function sqliteRecordStore(db: DatabaseSync): RecordStore {
  db.exec(SCHEMA);
  const select = (order: string) =>
    db.prepare(`select id, json, version from stored where kind = ? and id >= ? order by id ${order} limit ?`);
  const [oldestFirst, newestFirstOf] = [select('asc'), select('desc')];
  const upsert = db.prepare(
    `insert into stored values (?, ?, ?, ?, ?) on conflict (kind, id) do update
     set version = excluded.version, json = excluded.json, expires_ms = excluded.expires_ms
     where ? or version = ?`,
  );
  return {
    async list(kind, { fromId = '', most = -1, newestFirst = false } = {}) {
      return (newestFirst ? newestFirstOf : oldestFirst).all(kind, fromId, most) as unknown as StoredRecord[];
    },
    async put(kind, { id, json, version }, { expectedVersion, expiresMs } = {}) {
      const isFree = expectedVersion === undefined || expectedVersion < 0;
      const { changes } = upsert.run(kind, id, version, json, expiresMs ?? null, Number(isFree), expectedVersion ?? 0);
      if (changes === 0) throw new ConflictError('another run saved first; this one starts again');
    },
  };
}
