/** An event as a file holds it. Times are epoch ms. */
export interface ReadEvent {
  timestamp: number;
  message: string;
  logStream?: string;
  log?: string;
  ingestionTime?: number;
}

type Json = Record<string, unknown>;

/** The event in a JSON object: of JSONL, of `aws logs filter-log-events` and `get-log-events`, or of Docker's json-file. */
export function readJsonEvent(json: unknown): ReadEvent | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { timestamp, message, log, time, logStreamName, logStream, ingestionTime } = json as Json;
  if (typeof message === 'string') {
    const ms = timeOf(timestamp);
    if (ms === undefined) return undefined;
    const stream = typeof logStreamName === 'string' ? logStreamName : typeof logStream === 'string' ? logStream : undefined;
    return {
      timestamp: ms,
      message,
      ...(stream !== undefined && { logStream: stream }),
      ...(typeof ingestionTime === 'number' && { ingestionTime }),
    };
  }
  // Docker's json-file: https://docs.docker.com/engine/logging/drivers/json-file/
  const ms = timeOf(time);
  if (typeof log !== 'string' || ms === undefined) return undefined;
  return { timestamp: ms, message: log.replace(/\r?\n$/, '') };
}

/** What the tools of CloudWatch write beside an event's time and message, and what JSONL for this engine may have. */
export const ENVELOPE_KEYS = [
  ...['timestamp', 'message', 'logStreamName', 'logStream', 'ingestionTime'],
  ...['eventId', 'id', 'logGroupName', 'logGroup', 'log', 'owner'],
];

/**
 * True where a line of JSON with a time and a message is the event itself, as a service logs it: it says more than the envelope of an event
 * does, such as a level. Of an export the whole line would be the message.
 */
export function isEventItself(json: object): boolean {
  return 'message' in json && Object.keys(json).some((key) => !ENVELOPE_KEYS.includes(key));
}

function timeOf(value: unknown): number | undefined {
  const ms =
    typeof value === 'number'
      ? value
      : typeof value === 'string'
        ? /^\d+$/.test(value)
          ? Number(value)
          : Date.parse(value)
        : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
