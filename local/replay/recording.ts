import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LogEvent } from '../../insights/index.ts';
import { encodingOf } from '../lines/encoding.ts';
import { readLogLines } from '../lines/read-lines.ts';
import { offsetBySpan } from './recording-clock.ts';
import { readSeries, type Sample } from './series.ts';

/** What was recorded of an AtlasML: its log, and where there is one what a probe and the memory said meanwhile. */
export interface Recording {
  /** In the order of time; of one moment in the order in which they were written. */
  events: LogEvent[];
  /** In the order of time; undefined where nobody asked. */
  series: Sample[] | undefined;
  /** How far AtlasML's clock was ahead of UTC, ms, where that was found out; the events are in UTC. */
  clockOffsetMs?: number;
}

/**
 * Reads the files of a recording.
 * @param logs what any of the known tools writes of a log (docs/log-counting.md); each may be compressed (.gz). Several are put
 * together in the order of their times. Times without a zone are of `timezone`, else of the clock by which the log covers the
 * time of the series, else UTC.
 * @param series a JSON object on each line, see {@link Sample}.
 * @throws when a file cannot be read or holds no line of a log.
 */
export function readRecording(logs: string[], series?: string, timezone?: string): Recording {
  const parts = logs.map((path) => readPart(path, timezone)).sort((a, b) => (a[0]?.timestamp ?? 0) - (b[0]?.timestamp ?? 0));
  const events = parts.flat().sort((a, b) => a.timestamp - b.timestamp);
  const samples = series === undefined ? undefined : readSeries(textOf(series));
  const offset = timezone === undefined ? offsetBySpan(events, samples ?? []) : 0;
  if (offset === 0) return { events, series: samples };
  return { events: events.map((e) => ({ ...e, timestamp: e.timestamp - offset })), series: samples, clockOffsetMs: offset };
}

function readPart(path: string, timezone: string | undefined): LogEvent[] {
  const { events, how } = readLogLines(textOf(path).split(/\r?\n/), { timezone });
  if (events.length === 0 || how.broken > events.length) throw new Error(`${path} is no log that can be replayed`);
  return events;
}

/** The text of a file that may be compressed. */
export function textOf(path: string): string {
  const bytes = readFileSync(path);
  const unpacked = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return new TextDecoder(encodingOf(unpacked)).decode(unpacked);
}
