import { parseJson, readJsonEvent } from '../../insights/input/json-events.ts';
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
  json('events of CloudWatch, one a line', cloudWatchEvent),
  json("Docker's json-file", jsonFileRecord),
  json('journalctl -o json', journalEntry),
];

function json(name: string, take: (object: Json) => Unwrapped | undefined): Envelope {
  return {
    name,
    isStrict: true,
    read(line) {
      if (!line.startsWith('{')) return undefined;
      const value = parseJson(line);
      return typeof value === 'object' && value !== null ? take(value as Json) : undefined;
    },
  };
}
