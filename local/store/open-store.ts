import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseFile } from './database-file.ts';
import { type Inbox, sqliteInbox } from './inbox.ts';
import type { StoreFiles } from './retention.ts';
import { INBOX, LOG_LINES, METRIC_ROWS, type Schema, STATE } from './schema.ts';
import { SqliteStore, type StoreOptions } from './sqlite-store.ts';
import { StoreHeldError, takeWriterLock, type WriterLock } from './writer-lock.ts';

export interface OpenOptions extends StoreOptions {
  /** A folder, made when it is not there; or `:memory:`. */
  directory: string;
  environment: string;
  /** Epoch ms. @default the wall clock */
  now?(): number;
  /** For tests of a full disk: no file takes more pages of 4 KiB than these. */
  mostPages?: number;
}

/**
 * Opens the store of a folder for the one process that may write to it. A file that cannot be used is set aside; a folder that cannot be
 * written is replaced by memory, with what can be read of its state. Both are told as notices.
 * @throws StoreHeldError when another process writes there.
 */
export function openStore(options: OpenOptions): SqliteStore {
  const { directory, environment, now = Date.now } = options;
  if (directory === ':memory:') return new SqliteStore(environment, directory, now, options);
  const early: { what: string; text: string }[] = [];
  const onNotice = (what: string, text: string) => {
    early.push({ what, text });
    options.onNotice?.(text);
  };
  const lock = locked(directory, (error) => onNotice('not written', unwritable(directory, error)));
  const open = (schema: Schema, copy: boolean): DatabaseFile => {
    if (!lock) return copy ? DatabaseFile.copied(directory, schema) : DatabaseFile.inMemory(schema);
    try {
      return DatabaseFile.inFolder(directory, schema, {
        now,
        onNotice: (...words) => notice(...words),
        mostPages: options.mostPages,
      });
    } catch (error) {
      onNotice('not written', unwritable(`${directory}/${schema.name}.sqlite`, error as Error));
      return copy ? DatabaseFile.copied(directory, schema) : DatabaseFile.inMemory(schema);
    }
  };
  let notice = onNotice;
  const files: StoreFiles = {
    state: open(STATE, true),
    metrics: open(METRIC_ROWS, false),
    logs: open(LOG_LINES, false),
    inbox: open(INBOX, true),
  };
  const store = new LockedStore(environment, files, now, options, lock);
  notice = (what, text) => {
    store.notices.add(what, text, now());
    options.onNotice?.(text);
  };
  for (const { what, text } of early) store.notices.add(what, text, now());
  return store;
}

class LockedStore extends SqliteStore {
  readonly #lock: WriterLock | undefined;

  constructor(environment: string, files: StoreFiles, now: () => number, options: StoreOptions, lock: WriterLock | undefined) {
    super(environment, files, now, options);
    this.#lock = lock;
  }

  override close(): void {
    super.close();
    this.#lock?.release();
  }
}

/** Reads a store while another process may write it. Nothing that writes works. @throws when nothing was ever written there. */
export function openForReading(directory: string, environment: string, now: () => number = Date.now): SqliteStore {
  const open = (schema: Schema) => DatabaseFile.ofAnother(directory, schema, true);
  const files = { state: open(STATE), metrics: open(METRIC_ROWS), logs: open(LOG_LINES), inbox: open(INBOX) };
  return new SqliteStore(environment, files, now);
}

/** What a command puts its wish into. @throws when nothing was ever written there. */
export function openInbox(directory: string, now: () => number = Date.now): Inbox & { close(): void } {
  const file = DatabaseFile.ofAnother(directory, INBOX, false);
  return { ...sqliteInbox(file, now), close: () => file.close() };
}

function locked(directory: string, onFailure: (error: Error) => void): WriterLock | undefined {
  try {
    privateFolder(directory);
    return takeWriterLock(directory);
  } catch (error) {
    if (error instanceof StoreHeldError) throw error;
    onFailure(error as Error);
    return undefined;
  }
}

/** Only its owner may see it. A folder that holds things of others keeps its rights: the files in it are private anyhow. */
function privateFolder(directory: string): void {
  makeFolder(resolve(directory));
  const isOurs = readdirSync(directory).every((name) =>
    /^(?:state|metrics|logs|inbox)\.sqlite|^writer\.lock|^watched\.json/.test(name),
  );
  if (isOurs && (statSync(directory).mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** Step by step: Node's own `recursive` asks for ever where a file system says that the folder above is not there (/proc). */
function makeFolder(directory: string): void {
  if (existsSync(directory)) return;
  makeFolder(dirname(directory));
  mkdirSync(directory, { mode: 0o700 });
}

function unwritable(what: string, error: Error): string {
  return (
    `${what} cannot be written (${error.message}). All is kept in memory and lost when the monitor ends. ` +
    'Give it room and the right to write there, or another folder with --data DIR; then start it again.'
  );
}
