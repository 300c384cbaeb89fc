import { DatabaseFile } from '../store/database-file.ts';
import { LOG_LINES } from '../store/schema.ts';

/** A log line of the store. */
export interface StoredLine {
  id: number;
  atMs: number;
  message: string;
  stream?: string;
}

const COLUMNS = 'id, at_ms as atMs, stream, message';
/** Looked at for errors, the newest of them: a second or two of a busy machine. */
const MOST_LOOKED_AT = 200_000;
const IS_ERROR = "(message like '% - ERROR - %' or message like '% - CRITICAL - %' or message like 'ERROR:%')";

/** The log lines of a store that another process may be writing. */
export class StoredLines {
  readonly #file: DatabaseFile;

  /** @throws when nothing was ever written there. */
  constructor(folder: string) {
    this.#file = DatabaseFile.ofAnother(folder, LOG_LINES, true);
  }

  /** Those that may tell an error, the newest first. */
  newestErrors(sinceMs: number, most: number): StoredLine[] {
    const newest = `select ${COLUMNS} from lines where at_ms >= ? order by at_ms desc, id desc limit ${MOST_LOOKED_AT}`;
    return this.#all(`select * from (${newest}) where ${IS_ERROR} limit ?`, sinceMs, most);
  }

  close(): void {
    this.#file.close();
  }

  #all(sql: string, ...values: number[]): StoredLine[] {
    const rows = this.#file.run(() => this.#file.prepare(sql).all(...values)) as unknown as (Omit<StoredLine, 'stream'> & {
      stream: string | null;
    })[];
    return rows.map(({ stream, ...row }) => ({ ...row, ...(stream !== null && { stream }) }));
  }
}
