import type { LogSource } from '../functions/shared/ports.ts';
import { type LogEvent, queryFiles, runQuery } from '../insights/index.ts';

/** Answers queries over log files of any size, in any form that the query engine reads. */
export function fileLogSource(paths: string[]): LogSource {
  return {
    async query({ query, startMs, endMs }) {
      try {
        const { rows, statistics } = await queryFiles(
          query,
          paths.map((path) => ({ path })),
          { window: { startMs, endMs } },
        );
        return { state: 'complete', rows, bytesScanned: statistics.bytesScanned };
      } catch (error) {
        return { state: 'unknown', reason: (error as Error).message };
      }
    },
  };
}

/** Answers queries with our own engine over the events there are now. A failing source or query is unknown, as in AWS. */
export function localLogSource(events: () => LogEvent[]): LogSource {
  return {
    async query({ query, startMs, endMs }) {
      try {
        const { rows, statistics } = runQuery(query, events(), { startMs, endMs });
        return { state: 'complete', rows, bytesScanned: statistics.bytesScanned };
      } catch (error) {
        return { state: 'unknown', reason: (error as Error).message };
      }
    },
  };
}
