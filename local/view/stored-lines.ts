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

  /** The newest since a moment, the newest first. */
  newest(sinceMs: number, most: number): StoredLine[] {
    return this.#all(`select ${COLUMNS} from lines where at_ms >= ? order by at_ms desc, id desc limit ?`, sinceMs, most);
  }

  /** All since a moment in portions, in the order in which they were written. */
  *since(sinceMs: number, atOnce: number): Generator<StoredLine[]> {
    let [atMs, id] = [sinceMs, -1];
    for (;;) {
      const sql = `select ${COLUMNS} from lines where (at_ms, id) > (?, ?) order by at_ms, id limit ?`;
      const found = this.#all(sql, atMs, id, atOnce);
      const last = found.at(-1);
      if (!last) return;
      ({ atMs, id } = last);
      yield found;
    }
  }

  /** What was written after a line, in the order in which it was. */
  after(id: number, most: number): StoredLine[] {
    return this.#all(`select ${COLUMNS} from lines where id > ? order by id limit ?`, id, most);
  }

  lastId(): number {
    return this.#all(`select ${COLUMNS} from lines order by id desc limit 1`)[0]?.id ?? 0;
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
