import { existsSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { APPLICATION_ID, FIRST_TABLES, type Schema } from './schema.ts';

const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** True when SQLite says that the file itself is wrong, not that it cannot be reached or is full. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** The primary result code of an error of SQLite (sqlite.org/rescode.html); undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}

/** Why a file cannot be used, in the words that follow its name; and whether its rows are worth saving. */
export interface Fault {
  why: string;
  isOurs: boolean;
}

/**
 * Looks at a file that is there. Whoever asks must be the only writer, for SQLite may have to end what a killed one began.
 * @throws when it cannot be read at all, for want of rights or by an error of the disk.
 */
export function faultOf(path: string, schema: Schema): Fault | undefined {
  if (statSync(path).size === 0) return { why: 'is empty', isOurs: false };
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 5_000 });
    const number = (pragma: string) => Object.values(db?.prepare(`pragma ${pragma}`).get() ?? {})[0] as number;
    const application = number('application_id');
    const version = number('user_version');
    const isFirst = application === 0 && version === 0 && isOfFirst(db, schema);
    if (application !== APPLICATION_ID && !isFirst) return { why: 'belongs to another program', isOurs: false };
    if (version > schema.version) {
      const why = `was written by a newer version of the monitor (its schema is ${version}, this version knows ${schema.version})`;
      return { why, isOurs: true };
    }
    const found = Object.values(db.prepare('pragma quick_check(1)').get() ?? {})[0];
    return found === 'ok' ? undefined : { why: 'is damaged', isOurs: true };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return codeOf(error) === NOT_A_DATABASE
      ? { why: 'is not a database of SQLite, or its first page is damaged', isOurs: true }
      : { why: 'is damaged', isOurs: true };
  } finally {
    db?.close();
  }
}

function isOfFirst(db: DatabaseSync, { name }: Schema): boolean {
  const there = db.prepare("select name from sqlite_schema where type = 'table'").all() as unknown as { name: string }[];
  const first = FIRST_TABLES[name] ?? [];
  return first.length > 0 && first.every((table) => there.some((t) => t.name === table));
}

/** Renames a file, and the log that SQLite keeps beside it. @returns its new path. */
export function setAside(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '-');
  let aside = `${path}.set-aside-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${path}.set-aside-${stamp}-${n}`;
  renameSync(path, aside);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  return aside;
}

/**
 * Copies what can be read of a damaged file: each table from its begin up to the damage, then from its end back to it.
 * @returns how many rows were saved.
 */
export function salvage(aside: string, into: DatabaseSync, schema: Schema): number {
  const from = anyhow(aside);
  if (!from) return 0;
  let saved = 0;
  into.exec('begin immediate');
  for (const [table, key] of Object.entries(schema.tables)) {
    if (!copy(from, into, table, key, 'asc')) copy(from, into, table, key, 'desc');
    saved += (into.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
  }
  into.exec('commit');
  try {
    from.close();
  } catch {
    // A damaged file may refuse even that; it was only read.
  }
  return saved;
}

/**
 * Opens a file whatever the rights: with its log; if that cannot be, for reading alone; if not even that, without its log, as a file that
 * nobody changes (sqlite.org/wal.html, read-only databases).
 */
function anyhow(path: string): DatabaseSync | undefined {
  const ways = [
    () => new DatabaseSync(path, { timeout: 5_000 }),
    () => new DatabaseSync(path, { timeout: 5_000, readOnly: true }),
    () => new DatabaseSync(new URL(`${pathToFileURL(path).href}?immutable=1`), { readOnly: true }),
  ];
  for (const open of ways) {
    try {
      const db = open();
      // Without this a file that was cut is refused as a whole; nothing is written by it.
      db.enableDefensive(false);
      db.exec('pragma writable_schema = on');
      db.prepare('select count(*) from sqlite_schema').get();
      return db;
    } catch {
      // The next way asks for less.
    }
  }
  return undefined;
}

/** @returns true when the table was read to its end. */
function copy(from: DatabaseSync, into: DatabaseSync, table: string, key: string, order: 'asc' | 'desc'): boolean {
  try {
    const columnsOf = (db: DatabaseSync) =>
      (db.prepare(`pragma table_info(${table})`).all() as unknown as { name: string }[]).map((c) => c.name);
    const there = columnsOf(from);
    const columns = columnsOf(into).filter((c) => there.includes(c));
    if (columns.length === 0) return true;
    const insert = into.prepare(
      `insert or ignore into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    );
    const ordered = key
      .split(', ')
      .map((k) => `${k} ${order}`)
      .join(', ');
    for (const row of from.prepare(`select ${columns.join(', ')} from ${table} order by ${ordered}`).iterate()) {
      try {
        insert.run(...(Object.values(row) as string[]));
      } catch (error) {
        // A row that lost what it must have; one that finds no room ends the copy.
        if (codeOf(error) !== CONSTRAINT) throw error;
      }
    }
    return true;
  } catch {
    return false;
  }
}

const CONSTRAINT = 19;
