import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LogEvent } from '../../insights/index.ts';
import { readLogLines } from '../follow/log-lines.ts';
import { readSeries, type Sample } from './series.ts';

/** What was recorded of an AtlasML: its log, and where there is one what a probe and the memory said meanwhile. */
export interface Recording {
  /** In the order of time; of one moment in the order in which they were written. */
  events: LogEvent[];
  /** In the order of time; undefined where nobody asked. */
  series: Sample[] | undefined;
}

const STAMP = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/m;

/**
 * Reads the files of a recording.
 * @param logs plain text as `docker logs` shows it, or a JSON object with `timestamp` and `message` on each line; each may
 * be compressed (.gz). Several are put together in the order of their times. Stamps without a zone are taken for UTC.
 * @param series a JSON object on each line, see {@link Sample}.
 * @throws when a file cannot be read or holds no line of a log.
 */
export function readRecording(logs: string[], series?: string): Recording {
  const parts = logs.map(readPart).sort((a, b) => (a[0]?.timestamp ?? 0) - (b[0]?.timestamp ?? 0));
  return {
    events: parts.flat().sort((a, b) => a.timestamp - b.timestamp),
    series: series === undefined ? undefined : readSeries(textOf(series)),
  };
}

function readPart(path: string): LogEvent[] {
  const text = textOf(path);
  const { events, broken } = readLogLines(text.split(/\r?\n/), firstStampIn(text));
  if (events.length === 0 || broken > events.length) throw new Error(`${path} is no log that can be replayed`);
  return events;
}

/** Lines before the first stamp, such as Python's warnings at a start, belong to its moment. Epoch ms. */
function firstStampIn(text: string): number {
  const [, date, time] = STAMP.exec(text) ?? [];
  return date === undefined ? 0 : Date.parse(`${date}T${time}Z`);
}

/** The text of a file that may be compressed. */
export function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
