import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from '../../insights/index.ts';
import { FollowedFiles } from '../../local/follow/followed-files.ts';
import { LineClock } from '../../local/lines/line-clock.ts';
import { readStream } from '../../local/lines/read-stream.ts';
import { beginForTail } from './begin-for-tail.ts';
import type { LinesSource, SourceLine } from './line.ts';

export interface FileOptions {
  timezone?: string | undefined;
  service?: string | undefined;
}

const STDIN = '-';

/** Log files in the order in which they are named, as tools write them, compressed or not; `-` is the standard input. */
export function fileLines(names: readonly string[], stdin: Readable, options: FileOptions): LinesSource {
  return {
    async read(sinceMs, take, newest) {
      for (const name of names) {
        const stream = names.length > 1 ? name : undefined;
        const taking = (events: LogEvent[]) => take(since(linesOf(events, stream), sinceMs));
        const kind = name === STDIN ? undefined : statSync(name);
        const isFile = kind?.isFile() ?? false;
        const start = kind && isFile && newest !== undefined ? beginForTail(name, kind.size, newest) : 0;
        const bytes = name === STDIN ? stdin : createReadStream(name, { highWaterMark: 1 << 20, start });
        await readStream(bytes, taking, { ...options, writtenMs: isFile ? kind?.mtimeMs : undefined });
      }
    },
    close() {},
  };
}

const LOOK_EVERY_MS = 1_000;
/** A line without a time that is read late still belongs to the last one that has one. */
const LATE_MS = 90_000;

/** Log files that grow, as `tail -F` follows them. Of a file that is large already the newest part is read, as `watch` does. */
export function followedLines(names: readonly string[], { timezone }: FileOptions, note: (text: string) => void): LinesSource {
  const logs = names.map((name) => ({
    name,
    files: new FollowedFiles(name),
    clock: undefined as LineClock | undefined,
    lookedMs: 0,
  }));
  const look = (log: (typeof logs)[number]): SourceLine[] => {
    const nowMs = Date.now();
    const { lines, writtenMs, isCut, doubts, failed } = log.files.read(nowMs);
    if (isCut) note(`${log.name}: more waited than is read at once; the older lines were left out`);
    for (const doubt of doubts) note(`${log.name}: ${doubt}`);
    const isFirst = log.clock === undefined;
    log.clock ??= new LineClock(timezone, nowMs);
    if (isFirst) log.clock.anchor(lines, writtenMs, LATE_MS);
    const events = log.clock.place(lines, isFirst ? undefined : { fromMs: log.lookedMs, toMs: nowMs });
    log.lookedMs = nowMs;
    if (failed) throw failed;
    return linesOf(events, names.length > 1 ? log.name : undefined);
  };
  return {
    async read(sinceMs, take) {
      for (const log of logs) take(since(look(log), sinceMs));
    },
    async follow(signal, take) {
      while (!signal.aborted) {
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
        for (const log of logs) take(look(log));
      }
    },
    close() {
      for (const { files } of logs) files.close();
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
