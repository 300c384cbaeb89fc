import type { LogsConfig } from '../shared/config/schema.ts';
import type { LogCounts } from '../shared/observation.ts';
import type { LogSource } from '../shared/ports.ts';
import { countersOf } from './counters.ts';
import { countsFrom, healthFails, refusedIn, upSince } from './counts.ts';
import { binWidthFor, countQuery, TOOK_QUERY } from './query.ts';
import type { CountedRefusals } from './refusals.ts';

/** The counts of a window with the rows they were made of, or why there are none. */
export type Counted = CountedWindow | { unknown: string };

export interface CountedWindow {
  counts: LogCounts;
  rows: Record<string, string>[];
  /** The longest `took` of all, seconds; 0 where nothing was answered. */
  longestTook: number;
  upSinceMs: number | undefined;
  refused: CountedRefusals | undefined;
  /** True when health was answered, and each time with a failure. */
  healthFails: boolean;
}

/** Counts the log of a window of any length by two queries. @param window epoch ms, both ends included. */
export async function countWindow(
  logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>,
  window: { startMs: number; endMs: number },
  source: Pick<LogSource, 'query'>,
): Promise<Counted> {
  const bin = binWidthFor(window.endMs - window.startMs);
  const [counted, took] = await Promise.all([
    source.query({ query: countQuery(countersOf(logs), bin), ...window }),
    source.query({ query: TOOK_QUERY, ...window }),
  ]);
  if (counted.state === 'unknown') return { unknown: counted.reason };
  if (took.state === 'unknown') return { unknown: took.reason };
  return {
    counts: countsFrom(counted.rows, took.rows[0], bin, window),
    rows: counted.rows,
    longestTook: Number(took.rows[0]?.longest) || 0,
    upSinceMs: upSince(counted.rows, bin),
    refused: refusedIn(counted.rows, bin),
    healthFails: healthFails(counted.rows),
  };
}
