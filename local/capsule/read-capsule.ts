import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readIncident } from '../../functions/shared/incident/read-incident.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { LogEvent } from '../../insights/index.ts';
import type { KeptAlarm } from '../store/alarm-memory.ts';
import type { SentMessage } from '../store/message-log.ts';
import { CAPSULE_ID, CAPSULE_VERSION, type Capsule, type CapsuleAbout, type MetricMinute, TABLES } from './format.ts';

/** A file is no capsule that can be opened; the message says why, in the words that follow its name. */
export class CapsuleError extends Error {
  override name = 'CapsuleError';
}

/** How a file of SQLite begins, and where its application ID stands (sqlite.org/fileformat.html 1.3). */
const MAGIC = 'SQLite format 3\0';
const ID_AT = 68;
const HEADER_BYTES = 100;
/** Ours have some 30 MB at most; a larger one would only fill the memory. */
const MOST_BYTES = 512e6;

/** True for a database of SQLite, by its first bytes: no log, so a capsule or nothing. */
export const isDatabase = (path: string): boolean => headerOf(path) !== undefined;

/**
 * Reads a capsule into memory; its file is not written, and nothing is made beside it. It may come from anybody: its tables must be ours to
 * the letter, so that no trigger or view of somebody else runs here (sqlite.org/security.html).
 * @throws CapsuleError when it is damaged, of another program, or of a newer version of the monitor.
 */
export function readCapsule(path: string): Capsule {
  const header = headerOf(path);
  if (!header) throw new CapsuleError('is no capsule: it does not begin as a file of SQLite does');
  if (header.readUInt32BE(ID_AT) !== CAPSULE_ID)
    throw new CapsuleError('is no capsule: it is a database of SQLite, of something else');
  if (statSync(path).size > MOST_BYTES) throw new CapsuleError(`is too large for a capsule: more than ${MOST_BYTES / 1e6} MB`);
  const db = new DatabaseSync(':memory:');
  try {
    db.deserialize(readFileSync(path));
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on;');
    mustBeOurs(db);
    return read(db);
  } catch (error) {
    if (error instanceof CapsuleError) throw error;
    throw new CapsuleError(`is damaged: ${(error as Error).message}. Ask for it again`);
  } finally {
    db.close();
  }
}

function headerOf(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const bytes = readSync(file, header, 0, HEADER_BYTES, 0);
    return bytes === HEADER_BYTES && header.toString('latin1', 0, MAGIC.length) === MAGIC ? header : undefined;
  } finally {
    closeSync(file);
  }
}

function mustBeOurs(db: DatabaseSync): void {
  const version = Object.values(db.prepare('pragma user_version').get() ?? {})[0] as number;
  if (version > CAPSULE_VERSION)
    throw new CapsuleError(
      `was made by a newer version of the monitor (its form is ${version}, this version knows ${CAPSULE_VERSION}): open it with that one`,
    );
  if (version < 1) throw new CapsuleError('is no capsule: it names no version of its form');
  const found = Object.values(db.prepare('pragma quick_check(1)').get() ?? {})[0];
  if (found !== 'ok') throw new CapsuleError('is damaged. Ask for it again');
  const model = new DatabaseSync(':memory:');
  try {
    model.exec(TABLES);
    if (JSON.stringify(tablesOf(db)) !== JSON.stringify(tablesOf(model)))
      throw new CapsuleError('was changed by another program: its tables are not those of a capsule');
  } finally {
    model.close();
  }
}

const tablesOf = (db: DatabaseSync) => db.prepare('select type, name, tbl_name, sql from sqlite_schema order by name').all();

function read(db: DatabaseSync): Capsule {
  const all = <T>(sql: string) =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row })) as unknown as T[];
  const fact = (name: string): unknown =>
    JSON.parse((db.prepare('select json from facts where name = ?').get(name)?.json as string | undefined) ?? 'null');
  const about = aboutOf(fact('about'));
  type Row<T> = { [K in keyof T]-?: T[K] | null };
  return {
    about,
    config: fact('config'),
    log: all<Row<LogEvent>>('select at_ms as timestamp, stream as logStream, message from log order by at_ms, id').map(known),
    metrics: all<Omit<MetricMinute, 'dimensions'> & { dimensions: string }>(
      'select metric, dimensions, at_ms as atMs, count, min, max, sum from metrics order by at_ms, id',
    ).map((row) => ({ ...row, dimensions: JSON.parse(row.dimensions) })),
    alarms: all<KeptAlarm>('select name, value, reason, since_ms as sinceMs from alarms order by name'),
    turns: all<AlarmTurn>('select at_ms as atMs, name, was, became, reason from alarm_changes order by at_ms, id'),
    observations: all<{ json: string }>('select json from observations order by at_ms, id').map(
      (row) => JSON.parse(row.json) as Observation,
    ),
    incidents: all<{ atMs: number; json: string }>('select at_ms as atMs, json from incidents order by at_ms, id').flatMap(
      (row) => {
        const incident = readIncident(JSON.parse(row.json));
        return incident ? { atMs: row.atMs, incident } : [];
      },
    ),
    messages: all<Row<SentMessage>>(
      'select at_ms as atMs, receiver, kind, incident, subject, text, failure from messages order by at_ms, id',
    ).map(known),
  };
}

/** Without what the row does not know. */
const known = <T extends object>(row: { [K in keyof T]-?: T[K] | null }): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;

function aboutOf(value: unknown): CapsuleAbout {
  const about = value as Partial<CapsuleAbout> | null;
  const { service, environment, slug, incident, fromMs, untilMs, notes } = about ?? {};
  const areWords = [service, environment, slug, incident].every((text) => typeof text === 'string');
  const areTimes = Number.isFinite(fromMs) && Number.isFinite(untilMs) && (fromMs as number) < (untilMs as number);
  if (!areWords || !areTimes || !Array.isArray(notes)) throw new CapsuleError('is damaged: it does not say what it is about');
  return about as CapsuleAbout;
}
