import type { LogEvent } from '../../insights/index.ts';

/** Where the log is read. */
export interface PastLog {
  /** The events of a short window in the order of time, in pieces; both ends included, epoch ms. */
  events(window: { startMs: number; endMs: number }): AsyncIterable<LogEvent[]>;
}

/** A part of a log, and from when to when all of it is there, epoch ms. */
export interface LogPart {
  events: LogEvent[];
  fromMs: number;
  untilMs: number;
}

const SLICE_MS = 5 * 60_000;

/** What an event takes in a file, about. */
const sizeOf = ({ message }: LogEvent) => message.length + 20;

/**
 * Reads the log around a moment, as far as there is room: first from that moment on, for at most three quarters of it, then back from it.
 * @param mostBytes of all events together, about.
 */
export async function logAround(
  log: PastLog,
  { fromMs, aroundMs, untilMs }: { fromMs: number; aroundMs: number; untilMs: number },
  mostBytes: number,
): Promise<LogPart> {
  const after = await forward(log, aroundMs, untilMs, (mostBytes * 3) / 4);
  const before = await backward(log, fromMs, aroundMs, mostBytes - after.bytes);
  return { events: [...before.events, ...after.events], fromMs: before.fromMs, untilMs: after.untilMs };
}

async function forward(log: PastLog, fromMs: number, untilMs: number, most: number) {
  const events: LogEvent[] = [];
  let bytes = 0;
  for (let startMs = fromMs; startMs < untilMs; startMs += SLICE_MS) {
    for await (const piece of log.events({ startMs, endMs: Math.min(startMs + SLICE_MS, untilMs) - 1 })) {
      for (const event of piece) {
        bytes += sizeOf(event);
        // Of the moment at which there is no room any more some events may be missing.
        if (bytes > most) return { events, bytes: most, untilMs: event.timestamp };
        events.push(event);
      }
    }
  }
  return { events, bytes, untilMs };
}

async function backward(log: PastLog, fromMs: number, untilMs: number, most: number) {
  const slices: LogEvent[][] = [];
  let left = most;
  for (let endMs = untilMs; endMs > fromMs; endMs -= SLICE_MS) {
    const slice: LogEvent[] = [];
    let bytes = 0;
    let first = 0;
    for await (const piece of log.events({ startMs: Math.max(fromMs, endMs - SLICE_MS), endMs: endMs - 1 })) {
      for (const event of piece) {
        slice.push(event);
        bytes += sizeOf(event);
        // The oldest give room to the newest.
        while (bytes > left && first < slice.length) bytes -= sizeOf(slice[first++] as LogEvent);
      }
    }
    slices.unshift(slice.slice(first));
    if (first > 0) return { events: slices.flat(), fromMs: (slice[first - 1] as LogEvent).timestamp + 1 };
    left -= bytes;
  }
  return { events: slices.flat(), fromMs };
}
