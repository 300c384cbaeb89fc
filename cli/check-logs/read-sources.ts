import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { LogEvent } from '../../insights/index.ts';
import { readStream, type StreamRead } from '../../local/lines/read-stream.ts';
import { mustBeReadable, UsageError } from '../usage-error.ts';

/** One source and what reading it met. */
export type SourceRead = StreamRead & { name: string };

/** All sources as one file of events, which can be asked as often as need be. */
export interface ReadSources {
  /** Events of all sources, one JSON object a line. */
  path: string;
  sources: SourceRead[];
  /** From the first event to the last, epoch ms; undefined without any. */
  window: { startMs: number; endMs: number } | undefined;
  remove(): void;
}

/** Gets each event as it is read. @param source names the stream within the log, as far as it is known. */
export type LookAt = (message: string, source: string) => void;

export interface SourceOptions {
  timezone?: string | undefined;
  service?: string | undefined;
}

/** Names of the standard input. A socket, as some programs give, cannot be opened by its name. */
const STDIN = ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/**
 * Reads files, pipes and the standard input, each exactly once, into one file of events in the temporary folder.
 * @throws UsageError for what cannot be read.
 */
export async function readSources(
  names: string[],
  stdin: Readable,
  options: SourceOptions,
  lookAt: LookAt = () => {},
): Promise<ReadSources> {
  if (names.filter((name) => STDIN.includes(name)).length > 1) throw new UsageError('the standard input can be read only once');
  for (const name of names) if (!STDIN.includes(name)) mustBeLog(name);
  let folder: string | undefined;
  const remove = () => {
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  // What students wrote must not stay behind when the command is stopped.
  const stopped = () => {
    remove();
    process.exit(130);
  };
  // Before there is a folder: a signal right after it was made must find somebody who removes it.
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  folder = mkdtempSync(join(tmpdir(), 'atlasml-monitor-logs-'));
  const path = join(folder, 'events.jsonl');
  const file = openSync(path, 'w');
  const span = { startMs: Infinity, endMs: -Infinity };
  const sources: SourceRead[] = [];
  try {
    for (const name of names) {
      // Tracebacks of two files must not be mixed.
      const logStream = names.length > 1 ? { logStream: name } : {};
      const own = { startMs: Infinity, endMs: -Infinity };
      const take = (events: LogEvent[]) => {
        for (const { timestamp, message, logStream: stream = '' } of events) {
          lookAt(message, `${name} ${stream}`);
          own.startMs = Math.min(own.startMs, timestamp);
          own.endMs = Math.max(own.endMs, timestamp);
        }
        writeEvents(file, events, logStream);
      };
      const { stream, writtenMs } = open(name, stdin);
      const source = { name, ...(await readStream(stream, take, { ...options, writtenMs })) };
      sources.push(source);
      // What is no log of AtlasML has no times that mean anything.
      if (source.how.recognised === 0) continue;
      span.startMs = Math.min(span.startMs, own.startMs);
      span.endMs = Math.max(span.endMs, own.endMs);
    }
  } catch (error) {
    remove();
    throw asUsage(error, names[sources.length] ?? '');
  } finally {
    closeSync(file);
  }
  return { path, sources, window: span.startMs <= span.endMs ? span : undefined, remove };
}

const AT_ONCE = 5_000;

function writeEvents(file: number, events: LogEvent[], more: { logStream?: string }): void {
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const lines = events.slice(from, from + AT_ONCE).map((event) => `${JSON.stringify({ ...more, ...event })}\n`);
    writeSync(file, lines.join(''));
  }
}

function open(name: string, stdin: Readable): { stream: AsyncIterable<Buffer>; writtenMs?: number } {
  if (STDIN.includes(name)) return { stream: stdin };
  const kind = statSync(name);
  // A pipe has no time of its own: it is written now.
  return { stream: createReadStream(name, { highWaterMark: 1 << 20 }), ...(kind.isFile() && { writtenMs: kind.mtimeMs }) };
}

function mustBeLog(name: string): void {
  mustBeReadable(name);
  if (statSync(name).isDirectory())
    throw new UsageError(`${name} is a folder; name the log files in it, such as ${join(name, '*.log')}`);
}

/** What the file system refuses is told as a wrong command line; anything else is a fault of ours. */
function asUsage(error: unknown, name: string): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : new UsageError(`${name} cannot be read: ${message}`);
}
