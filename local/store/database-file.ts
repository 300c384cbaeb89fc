import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { faultOf, isDamage, salvage, setAside } from './damage.ts';
import { mustBeKept } from './readable.ts';
import { APPLICATION_ID, type Schema } from './schema.ts';

export interface FileOptions {
  /** Epoch ms, for the name of what is set aside. */
  now(): number;
  /** One sentence about a file that was set aside. */
  onNotice(what: string, text: string): void;
  /** For tests of a full disk: the file takes no more pages than these. */
  mostPages?: number | undefined;
}

const BUSY_MS = 5_000;
const SILENT: FileOptions = { now: () => 0, onNotice: () => undefined };
const pathOf = (directory: string, { name }: Schema) => join(directory, `${name}.sqlite`);

/**
 * One database of one writer, in a file or in memory. A file that cannot be used is set aside, never deleted; what can be read of it
 * goes into a new one. That holds when it is opened, and when the damage shows later.
 */
export class DatabaseFile {
  readonly #schema: Schema;
  readonly #path: string | undefined;
  readonly #options: FileOptions;
  #db: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  private constructor(schema: Schema, path: string | undefined, options: FileOptions, db?: DatabaseSync) {
    this.#schema = schema;
    this.#path = path;
    this.#options = options;
    this.#db = db ?? (path === undefined ? created(':memory:', schema) : this.#openFile(path));
    this.#limit();
  }

  static inMemory(schema: Schema): DatabaseFile {
    return new DatabaseFile(schema, undefined, SILENT);
  }

  /** For the one writer of a folder. @throws when the folder or the file cannot be written. */
  static inFolder(directory: string, schema: Schema, options: FileOptions): DatabaseFile {
    return new DatabaseFile(schema, pathOf(directory, schema), options);
  }

  /** For anybody else: a file that is there, and is neither made, mended nor set aside. @throws NothingKept when it is not there. */
  static ofAnother(directory: string, schema: Schema, readOnly: boolean): DatabaseFile {
    const path = pathOf(directory, schema);
    mustBeKept(path);
    const db = new DatabaseSync(path, { timeout: BUSY_MS, readOnly });
    return new DatabaseFile(schema, undefined, SILENT, db);
  }

  /** A copy in memory of what a file holds that cannot be written. */
  static copied(directory: string, schema: Schema): DatabaseFile {
    const db = created(':memory:', schema);
    if (existsSync(pathOf(directory, schema))) salvage(pathOf(directory, schema), db, schema);
    return new DatabaseFile(schema, undefined, SILENT, db);
  }

  /** A statement, kept for the next time. Use it within {@link run} alone. */
  prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Does some work; when the file turns out to be damaged, once more on a new one. @throws what SQLite throws for all else. */
  run<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error) || this.#path === undefined) throw error;
      this.#renew(this.#path);
      return work();
    }
  }

  /** All of the work, or nothing of it. */
  transaction<T>(work: () => T): T {
    return this.run(() => {
      this.#db.exec('begin immediate');
      try {
        const result = work();
        this.#db.exec('commit');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('rollback');
        throw error;
      }
    });
  }

  /** Bytes of the pages that hold something. */
  usedBytes(): number {
    return this.run(() => (this.#number('page_count') - this.#number('freelist_count')) * this.#number('page_size'));
  }

  /** Gives the disk back what was dropped; a part of it at a time. */
  giveBack(mostPages = 2_000): void {
    this.run(() => this.#db.prepare(`pragma incremental_vacuum(${mostPages})`).all());
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #number(pragma: string): number {
    return Object.values(this.#db.prepare(`pragma ${pragma}`).get() ?? {})[0] as number;
  }

  #limit(): void {
    if (this.#options.mostPages !== undefined) this.#db.exec(`pragma max_page_count = ${this.#options.mostPages}`);
  }

  #openFile(path: string): DatabaseSync {
    if (!existsSync(path)) return newFile(path, this.#schema);
    const fault = faultOf(path, this.#schema);
    if (fault) return this.#replace(path, fault.why, fault.isOurs);
    const db = opened(path, this.#schema);
    try {
      migrate(db, this.#schema);
      return db;
    } catch (error) {
      db.close();
      if (!isDamage(error)) throw error;
      return this.#replace(path, 'is damaged', true);
    }
  }

  #renew(path: string): void {
    this.#statements.clear();
    this.close();
    this.#db = this.#replace(path, 'is damaged', true);
    this.#limit();
  }

  #replace(path: string, why: string, isOurs: boolean): DatabaseSync {
    const aside = setAside(path, this.#options.now());
    const db = newFile(path, this.#schema);
    const saved = isOurs ? salvage(aside, db, this.#schema) : 0;
    const kept = saved > 0 ? `${saved} rows of it were saved into` : 'Nothing of it could be saved; there is';
    this.#options.onNotice(
      'set aside',
      `${basename(path)} ${why}. It was renamed to ${basename(aside)}. ${kept} a new ${basename(path)}.`,
    );
    return db;
  }
}

/** A new file gets its name when it is whole, so that a kill leaves none that is empty or half made. */
function newFile(path: string, schema: Schema): DatabaseSync {
  const unfinished = `${path}.new`;
  for (const left of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`, `${path}-wal`, `${path}-shm`])
    rmSync(left, { force: true });
  // SQLite gives its other files the rights of this one.
  closeSync(openSync(unfinished, 'wx', 0o600));
  created(unfinished, schema).close();
  renameSync(unfinished, path);
  sync(dirname(path));
  return opened(path, schema);
}

function sync(directory: string): void {
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function created(path: string, schema: Schema): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  db.exec(`pragma auto_vacuum = incremental; pragma application_id = ${APPLICATION_ID};`);
  db.exec(`begin; ${schema.create} pragma user_version = ${schema.version}; commit;`);
  return db;
}

function opened(path: string, schema: Schema): DatabaseSync {
  chmodSync(path, 0o600);
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  db.exec(`pragma journal_mode = wal; pragma synchronous = ${schema.synchronous}; pragma journal_size_limit = 16777216;`);
  return db;
}

function migrate(db: DatabaseSync, schema: Schema): void {
  // The first version had no number.
  const there = Math.max(1, (db.prepare('pragma user_version').get() as { user_version: number }).user_version);
  const steps = Array.from({ length: schema.version - there }, (_, i) => schema.migrations[there + i] ?? '');
  if (steps.length === 0) return;
  try {
    db.exec(`begin immediate; ${steps.join('')} pragma user_version = ${schema.version};
      pragma application_id = ${APPLICATION_ID}; commit;`);
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}
