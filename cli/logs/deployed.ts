import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { logEvents, logEventsClient } from '../../functions/shared/aws/log-events.ts';
import type { LogsConfig } from '../../functions/shared/config/schema.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import type { LinesSource, SourceLine } from './line.ts';

const ASK_EVERY_MS = 3_000;
/** Events come late and out of order: each question begins so long before the newest event that is known. */
const OVERLAP_MS = 60_000;

/** AtlasML's log group, with the rights of whoever asks. An event is known by its id, so that none is shown twice. @param clock its sleeps end when `--follow` does. */
export function deployedLines(logs: LogsConfig, clock: Clock, client: CloudWatchLogsClient = logEventsClient(logs)): LinesSource {
  let seen = new Map<string, number>();
  let newestMs = 0;
  /** What is older was left out, where only the newest were asked for. */
  let leftOutMs = 0;
  const fresh = (events: FilteredLogEvent[]): SourceLine[] =>
    events.flatMap(({ eventId = '', timestamp = 0, message = '', logStreamName }) => {
      if (seen.has(eventId) || timestamp < leftOutMs) return [];
      seen.set(eventId, timestamp);
      newestMs = Math.max(newestMs, timestamp);
      const stream = logStreamName === undefined ? {} : { stream: logStreamName };
      return message
        .replace(/\n+$/, '')
        .split('\n')
        .map((text) => ({ atMs: timestamp, text, ...stream }));
    });
  const forget = () => {
    seen = new Map([...seen].filter(([, atMs]) => atMs >= newestMs - 2 * OVERLAP_MS));
  };
  return {
    async read(sinceMs, take, newest) {
      const startMs = Number.isFinite(sinceMs) ? sinceMs : 0;
      if (newest === undefined) {
        for await (const events of logEvents(logs, { startMs, endMs: clock.now() }, client)) {
          take(fresh(events));
          forget();
        }
        return;
      }
      const pages: SourceLine[][] = [];
      let count = 0;
      for await (const events of logEvents(logs, { startMs, endMs: clock.now(), isNewestFirst: true }, client)) {
        // The latest event of a page comes first; lines of one event stay as they are.
        const lines = fresh(events.toReversed());
        pages.unshift(lines);
        count += lines.length;
        if (count >= newest) break;
      }
      leftOutMs = pages[0]?.[0]?.atMs ?? 0;
      for (const lines of pages) take(lines);
    },
    async follow(signal, take) {
      const beganMs = clock.now();
      while (!signal.aborted) {
        const startMs = Math.max(newestMs, beganMs - OVERLAP_MS) - OVERLAP_MS;
        for await (const events of logEvents(logs, { startMs }, client)) take(fresh(events));
        forget();
        await clock.sleep(ASK_EVERY_MS);
      }
    },
    close() {},
  };
}
