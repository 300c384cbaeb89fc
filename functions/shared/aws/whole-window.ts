import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LogsConfig } from '../config/schema.ts';
import type { Clock } from '../ports.ts';
import { logEvents, logEventsClient } from './log-events.ts';

/** More than an AtlasML with few users logs in an hour; it has to fit into the function's memory beside all else. */
const MOST_BYTES = 10_000_000;
const DEADLINE_MS = 20_000;

/** All events of a window by FilterLogEvents, up to 10 MB and 20 s; a part of them would be counted as if it were all. */
export async function wholeWindow(
  logs: Pick<LogsConfig, 'group' | 'stream' | 'region'>,
  window: { startMs: number; endMs: number },
  clock: Pick<Clock, 'now'>,
  client: CloudWatchLogsClient = logEventsClient(logs),
) {
  const deadline = clock.now() + DEADLINE_MS;
  const events: { timestamp: number; message: string; logStream?: string }[] = [];
  let bytes = 0;
  const unknown = (reason: string) => ({ state: 'unknown' as const, reason });
  try {
    for await (const page of logEvents(logs, window, client)) {
      for (const { timestamp = 0, message = '', logStreamName } of page) {
        bytes += message.length;
        events.push({ timestamp, message, ...(logStreamName !== undefined && { logStream: logStreamName }) });
      }
      if (bytes > MOST_BYTES) return unknown(`the window has more than ${MOST_BYTES / 1e6} MB of log`);
      if (clock.now() > deadline) return unknown(`the log was not read in ${DEADLINE_MS / 1000} s`);
    }
  } catch (error) {
    return unknown(`FilterLogEvents refused: ${(error as Error).name}: ${(error as Error).message}`);
  }
  return { state: 'complete' as const, events };
}
