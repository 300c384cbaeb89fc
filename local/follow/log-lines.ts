import type { LogEvent } from '../../insights/index.ts';

const STAMP = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,3})\d*)?(Z)?/;
/** `docker logs -t` and S3 exports put an ISO time before the line itself. */
const ISO_PREFIX = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z) /;

/** What reading a file met. */
export interface ReadLines {
  events: LogEvent[];
  /** Lines that look like JSON of a log but are not; they are counted, not fatal. */
  broken: number;
  /** How the lines were read, for whoever reads the next part of the same file; unknown while there was no line. */
  format: LogFormat | undefined;
}

export type LogFormat = 'json' | 'text';

/**
 * Reads log lines in any of the forms they come in: JSON with `timestamp` and `message`, Docker's json-file, an ISO
 * time before the line, or AtlasML's own lines. A line without a time belongs to the moment of the line before.
 * The first line tells which: in AtlasML's own log a body may be a line of JSON, and must not be taken for an event.
 * @param startMs the time of first lines without one, epoch ms.
 */
export function readLogLines(lines: Iterable<string>, startMs: number, known?: LogFormat): ReadLines {
  const events: LogEvent[] = [];
  let broken = 0;
  let at = startMs;
  let format = known;
  for (const line of lines) {
    if (line === '') continue;
    format ??= fromJson(line) === 'broken' ? 'text' : 'json';
    const read = format === 'json' ? fromJson(line) : fromText(line, at);
    if (read === 'broken') {
      broken++;
      continue;
    }
    at = read.timestamp;
    // awslogs sends no empty event, and PutLogEvents refuses one.
    if (read.message !== '') events.push(read);
  }
  return { events, broken, format };
}

function fromJson(line: string): LogEvent | 'broken' {
  try {
    const { timestamp, message, log, time } = JSON.parse(line) as Record<string, unknown>;
    if (typeof timestamp === 'number' && typeof message === 'string') return { timestamp, message };
    if (typeof log === 'string' && typeof time === 'string')
      return { timestamp: Date.parse(time), message: log.replace(/\n$/, '') };
  } catch {
    // Told by the count of broken lines.
  }
  return 'broken';
}

function fromText(line: string, before: number): LogEvent {
  const iso = ISO_PREFIX.exec(line);
  if (iso) return { timestamp: Date.parse(iso[1] as string), message: line.slice(iso[0].length) };
  const stamp = STAMP.exec(line);
  const at = stamp ? Date.parse(`${stamp[1]}T${stamp[2]}.${(stamp[3] ?? '0').padEnd(3, '0')}Z`) : before;
  return { timestamp: Number.isNaN(at) ? before : at, message: line };
}
