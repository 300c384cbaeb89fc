import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockTime } from '../../functions/shared/text/words.ts';
import type { LogEvent } from '../../insights/index.ts';
import { LogFile, type LogSink } from '../../local/follow/log-file.ts';
import { readStream } from '../../local/lines/read-stream.ts';
import { beginForTail } from './begin-for-tail.ts';
import { CutOff, type LinesSource, type SourceLine, type Take } from './line.ts';

export interface FileOptions {
  timezone?: string | undefined;
}

const STDIN = '-';
/** The last line tells how far a clock is off that names no zone; all lines before it wait in memory for that. */
const MOST_ANCHORED_BYTES = 32 << 20;

/**
 * Log files in the order in which they are named, as tools write them, compressed or not; `-` is the standard input. What is cut off is
 * shown as far as it goes, and then is an error.
 */
export function fileLines(names: readonly string[], stdin: Readable, options: FileOptions): LinesSource {
  return {
    async read(sinceMs, take, newest) {
      const cuts: string[] = [];
      for (const name of names) {
        const stream = names.length > 1 ? name : undefined;
        const taking = (events: LogEvent[]) => take(since(linesOf(events, stream), sinceMs));
        const kind = name === STDIN ? undefined : statSync(name);
        const isFile = kind?.isFile() ?? false;
        const start = kind && isFile && newest !== undefined ? beginForTail(name, kind.size, newest) : 0;
        const bytes = name === STDIN ? stdin : createReadStream(name, { highWaterMark: 1 << 20, start });
        const isSmall = isFile && (kind?.size ?? 0) - start <= MOST_ANCHORED_BYTES;
        const { cut } = await readStream(bytes, taking, { ...options, writtenMs: isSmall ? kind?.mtimeMs : undefined });
        if (cut !== undefined) cuts.push(`${name} is cut off: what came after that place is not known (${cut})`);
      }
      if (cuts.length > 0) throw new CutOff(cuts.join('; '));
    },
    close() {},
  };
}

const LOOK_EVERY_MS = 1_000;

/** Log files that grow, as `tail -F` follows them. Of a file that is large already the newest part is read, as `watch` does. */
export function followedLines(names: readonly string[], { timezone }: FileOptions, note: (text: string) => void): LinesSource {
  let take: Take = () => {};
  const logs = names.map((name) => {
    const sink: LogSink = {
      add: (events) => take(linesOf(events, names.length > 1 ? name : undefined)),
      // What was shown stays as it is.
      correct: () => {},
      dropped: (untilMs) =>
        note(`${name}: more lines wait than are read at once; lines until ${clockTime(untilMs)} UTC are left out`),
    };
    return { name, file: new LogFile(name, sink, timezone), lookedMs: 0, isMissing: false };
  });
  const look = (log: (typeof logs)[number]) => {
    const nowMs = Date.now();
    log.file.look(nowMs);
    const missing = log.file.missingUntil(nowMs);
    for (const doubt of log.file.doubtsIn({ startMs: log.lookedMs + 1, endMs: nowMs })) note(`${log.name}: ${doubt}`);
    if (missing && !log.isMissing) note(missing);
    log.isMissing = missing !== undefined;
    log.lookedMs = nowMs;
  };
  return {
    async read(sinceMs, taking) {
      take = (lines) => taking(since(lines, sinceMs));
      for (const log of logs) look(log);
    },
    async follow(signal, taking) {
      take = taking;
      while (!signal.aborted) {
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
        for (const log of logs) look(log);
      }
    },
    close() {
      for (const { file } of logs) file.close();
    },
  };
}

const since = (lines: SourceLine[], sinceMs: number) => lines.filter(({ atMs }) => atMs >= sinceMs);

function linesOf(events: readonly LogEvent[], name: string | undefined): SourceLine[] {
  return events.map(({ timestamp, message, logStream }) => {
    const stream = name === undefined ? logStream : `${name}${logStream === undefined ? '' : ` ${logStream}`}`;
    return { atMs: timestamp, text: message, ...(stream !== undefined && { stream }) };
  });
}
