import { isEventItself, parseJson, readJsonEvent } from '../../insights/input/json-events.ts';
import type { Envelope, Unwrapped } from './envelope.ts';
import { readRfc3339 } from './stamps.ts';

type Json = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** An event of CloudWatch: of an export, `aws logs filter-log-events` or `get-log-events`. */
export function cloudWatchEvent(json: unknown): Unwrapped | undefined {
  const event = typeof (json as Json | null)?.message === 'string' ? readJsonEvent(json) : undefined;
  if (!event) return undefined;
  const { timestamp, message, logStream, ingestionTime } = event;
  return {
    text: message,
    arrivalMs: timestamp,
    ...(ingestionTime !== undefined && { ingestedMs: ingestionTime }),
    ...(logStream !== undefined && { source: logStream }),
  };
}

/** A line that says more than an export does, such as a level, is the event itself, as for a query. */
function cloudWatchLine(json: Json, line: string): Unwrapped | undefined {
  const event = cloudWatchEvent(json);
  if (!event || !isEventItself(json)) return event;
  return { text: line, ...(event.arrivalMs !== undefined && { arrivalMs: event.arrivalMs }) };
}

/** Docker's json-file: a piece of a longer line has no line end (https://docs.docker.com/engine/logging/drivers/json-file/). */
function jsonFileRecord({ log, time, stream }: Json): Unwrapped | undefined {
  const arrivalMs = typeof time === 'string' ? readRfc3339(time) : undefined;
  if (typeof log !== 'string' || arrivalMs === undefined) return undefined;
  const channel = text(stream);
  return {
    text: log.replace(/\r?\n$/, ''),
    arrivalMs,
    ...(channel !== undefined && { channel }),
    ...(!log.endsWith('\n') && { isPartial: true }),
  };
}

/**
 * journalctl -o json: times in microseconds, a message that is no UTF-8 as a list of its bytes
 * (https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format). CONTAINER_*: https://docs.docker.com/engine/logging/drivers/journald/
 */
function journalEntry(entry: Json): Unwrapped | undefined {
  const { MESSAGE, __REALTIME_TIMESTAMP: micros } = entry;
  const message = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE as number[]).toString('utf8') : text(MESSAGE);
  const arrivalMs = Math.floor(Number(micros) / 1000);
  if (message === undefined || micros === undefined || !Number.isFinite(arrivalMs)) return undefined;
  const source = text(entry.CONTAINER_NAME) ?? text(entry.SYSLOG_IDENTIFIER) ?? text(entry._SYSTEMD_UNIT);
  return {
    text: message,
    arrivalMs,
    ...(source !== undefined && { source }),
    ...(entry.CONTAINER_PARTIAL_MESSAGE === 'true' && { isPartial: true }),
  };
}

/** The tools that write one JSON object a line. */
export const JSON_ENVELOPES: readonly Envelope[] = [
  json('events of CloudWatch, one a line', cloudWatchLine),
  json("Docker's json-file", jsonFileRecord),
  json('journalctl -o json', journalEntry),
];

/** What ships lines puts a time, the line and fields of its own into an object. Only AtlasML's lines in `message` tell it from a log of JSON. */
export const SHIPPED: Envelope = json('JSON with the line in message', cloudWatchEvent);

function json(name: string, take: (object: Json, line: string) => Unwrapped | undefined): Envelope {
  return {
    name,
    isStrict: true,
    read(line) {
      if (!line.startsWith('{')) return undefined;
      const value = parseJson(line);
      return typeof value === 'object' && value !== null ? take(value as Json, line) : undefined;
    },
  };
}
