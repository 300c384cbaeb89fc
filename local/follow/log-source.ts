import type { LogClock } from '../../functions/shared/log-clock.ts';
import { type LogAnswer, type LogLine, type LogQuery, type LogSource, MOST_LINES } from '../../functions/shared/ports.ts';
import { type LogEvent, type QueryResult, queryFiles, runQuery } from '../../insights/index.ts';

type Ask = (
  query: string,
  window: { startMs: number; endMs: number },
) => Pick<QueryResult, 'rows' | 'statistics'> | Promise<QueryResult>;

/** Answers queries over log files of any size, in any form that the query engine reads. */
export function fileLogSource(paths: string[]): LogSource {
  const sources = paths.map((path) => ({ path }));
  return sourceOf((query, window) => queryFiles(query, sources, { window }));
}

/** Answers queries with our own engine over the events there are now. @param clock the clock that wrote them, where it is known */
export function localLogSource(events: () => LogEvent[], clock?: () => LogClock | undefined): LogSource {
  return { ...sourceOf((query, window) => runQuery(query, events(), window)), ...(clock && { clock }) };
}

const LINES = `fields toMillis(@timestamp) as atMs, @message as message, @logStream as stream | sort @timestamp asc | limit ${MOST_LINES}`;

/** A failing source or query is unknown, as in AWS. */
function sourceOf(ask: Ask): LogSource {
  const answer = async ({ query, startMs, endMs }: LogQuery): Promise<LogAnswer> => {
    try {
      const { rows, statistics } = await ask(query, { startMs, endMs });
      return { state: 'complete', rows, bytesScanned: statistics.bytesScanned };
    } catch (error) {
      return { state: 'unknown', reason: (error as Error).message };
    }
  };
  return {
    query: answer,
    async lines(window) {
      const found = await answer({ query: LINES, ...window });
      if (found.state === 'unknown') return found;
      return { state: 'complete', lines: found.rows.map(lineOf) };
    },
  };
}

function lineOf({ atMs, message = '', stream }: Record<string, string>): LogLine {
  return { atMs: Number(atMs), message, ...(stream !== undefined && { stream }) };
}
