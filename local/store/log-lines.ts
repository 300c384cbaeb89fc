import { beginOf } from '../../functions/shared/text/cut.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { LogEvent } from '../../insights/index.ts';
import type { DatabaseFile } from './database-file.ts';

/** Log events of the last days. */
export interface LogLines {
  /** @param isNew is asked with the text as it is stored; what is not new is left out. */
  add(events: readonly LogEvent[], isNew?: (event: LogEvent, text: string) => boolean): void;
  /** The number of the newest row, 0 where there is none, and the latest time, epoch ms. */
  newest(): { id: number; atMs: number | undefined };
  /** The texts of one moment, epoch ms, in the rows up to one. */
  textsOf(atMs: number, upToId: number): string[];
  /** The rows behind one came so much later than was thought. */
  move(behindId: number, byMs: number): void;
  /** In the order in which they were written; both ends included, epoch ms. */
  read(window: { startMs: number; endMs: number }, most?: number): LogEvent[];
}

/** A line behind which AtlasML writes what a client sent: texts of students, which are never stored. */
const BEFORE_BODY = /(?:Request body(?: was)?|Validation details): /i;
/** How a line of AtlasML or uvicorn begins; any other goes on with the line before. */
const BEGIN = /^(?:\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):)/;
const MOST_CHARACTERS = 8_192;

/** Names of streams come from outside, too. */
const streamOf = ({ logStream }: LogEvent) => (logStream === undefined ? null : redact(soundText(logStream)));

/** Makes the texts of a log such as they may be stored: sound, redacted, cut. Undefined for a line of what a client sent. */
export function lineCleaner(): (event: LogEvent) => string | undefined {
  // The lines of a body may come with the next call.
  const inBody = new Set<string>();
  return ({ message: raw, logStream = '' }) => {
    const message = soundText(raw);
    const isBegin = BEGIN.test(message);
    if (inBody.has(logStream) && !isBegin) return undefined;
    if (BEFORE_BODY.test(message)) inBody.add(logStream);
    else if (isBegin) inBody.delete(logStream);
    return beginOf(redact(message), MOST_CHARACTERS);
  };
}

export function sqliteLogLines(file: DatabaseFile): LogLines {
  const cleaned = lineCleaner();
  return {
    add(events, isNew = () => true) {
      file.transaction(() => {
        const insert = file.prepare('insert into lines (at_ms, stream, message) values (?, ?, ?)');
        for (const event of events) {
          const message = cleaned(event);
          if (message !== undefined && isNew(event, message)) insert.run(Math.floor(event.timestamp), streamOf(event), message);
        }
      });
    },
    newest() {
      const sql = 'select coalesce(max(id), 0) as id, max(at_ms) as atMs from lines';
      const { id, atMs } = file.run(() => file.prepare(sql).get()) as unknown as { id: number; atMs: number | null };
      return { id, atMs: atMs ?? undefined };
    },
    textsOf(atMs, upToId) {
      const sql = 'select message from lines where at_ms = ? and id <= ? order by id';
      const rows = file.run(() => file.prepare(sql).all(atMs, upToId)) as unknown as { message: string }[];
      return rows.map(({ message }) => message);
    },
    move(behindId, byMs) {
      file.run(() => file.prepare('update lines set at_ms = at_ms + ? where id > ?').run(byMs, behindId));
    },
    read({ startMs, endMs }, most = 1_000_000) {
      const sql =
        'select at_ms as timestamp, message, stream from lines where at_ms >= ? and at_ms <= ? order by at_ms, id limit ?';
      const rows = file.run(() => file.prepare(sql).all(startMs, endMs, most)) as unknown as {
        timestamp: number;
        message: string;
        stream: string | null;
      }[];
      return rows.map(({ timestamp, message, stream }) => ({
        timestamp,
        message,
        ...(stream !== null && { logStream: stream }),
      }));
    },
  };
}
