import { closeSync, existsSync, openSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dateTime } from '../../functions/shared/text/words.ts';
import { codeOf, isDamage, setAside } from './damage.ts';
import { isKept } from './readable.ts';

/** Who writes to a folder. */
export interface Writer {
  pid: number;
  host: string;
  /** Epoch ms. */
  sinceMs: number;
}

/** Another process writes to this folder. */
export class StoreHeldError extends Error {
  override name = 'StoreHeldError';
  readonly writer: Writer | undefined;

  constructor(directory: string, writer: Writer | undefined) {
    const who = writer ? `process ${writer.pid} on ${writer.host}, since ${dateTime(writer.sinceMs)}` : 'another process';
    super(
      `Another monitor already writes to ${directory}: ${who}. Stop that one, or give this one a folder of its own with --data DIR.`,
    );
    this.writer = writer;
  }
}

const FILE = 'writer.lock';
const BUSY = 5;
const FULL = 13;
const TABLE =
  'create table if not exists writer (one integer primary key check (one = 1), pid integer, host text, since_ms integer)';

/** The right to write to a folder. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the right to write, which the kernel holds as a lock of SQLite on an open transaction: it goes with the process, however that
 * ends, and knows nothing of process ids, so neither kill -9 nor a container that begins again with process 1 leaves it behind.
 * @throws StoreHeldError when another process has it.
 */
export function takeWriterLock(directory: string, me: Writer = self()): WriterLock {
  const path = join(directory, FILE);
  // Whoever reads it needs no more rights than for the rest.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  // Somebody may just be asking who writes.
  const db = new DatabaseSync(path, { timeout: 1_000 });
  try {
    for (;;) {
      const isNamed = write(db, me);
      db.exec('begin immediate');
      // Another may have come in between, and gone again.
      const there = read(db);
      const isOurs = there?.pid === me.pid && there.host === me.host;
      if (isOurs || !isNamed) return { release: () => void (db.isOpen && db.close()) };
      db.exec('rollback');
    }
  } catch (error) {
    if (codeOf(error) === BUSY) {
      const writer = read(db);
      db.close();
      throw new StoreHeldError(directory, writer);
    }
    db.close();
    if (!isDamage(error)) throw error;
    // It holds nothing that is needed, but no file of a person is deleted.
    setAside(path, Date.now());
    return takeWriterLock(directory, me);
  }
}

/** Who writes to a folder now; undefined when nobody does. */
export function writerOf(directory: string): Writer | undefined {
  const path = join(directory, FILE);
  if (!isKept(path)) return undefined;
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('begin immediate; rollback');
    return undefined;
  } catch (error) {
    return codeOf(error) === BUSY ? read(db) : undefined;
  } finally {
    db.close();
  }
}

/** @returns false on a full disk: the lock holds all the same, and only its name is missing. */
function write(db: DatabaseSync, { pid, host, sinceMs }: Writer): boolean {
  try {
    db.exec(`begin immediate; ${TABLE}`);
    db.prepare('insert or replace into writer values (1, ?, ?, ?)').run(pid, host, Math.floor(sinceMs));
    db.exec('commit');
    return true;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    if (codeOf(error) !== FULL) throw error;
    return false;
  }
}

function read(db: DatabaseSync): Writer | undefined {
  try {
    const row = db.prepare('select pid, host, since_ms as sinceMs from writer').get();
    return row && ({ ...row } as unknown as Writer);
  } catch {
    return undefined;
  }
}

function self(): Writer {
  return { pid: process.pid, host: hostname(), sinceMs: Date.now() };
}
