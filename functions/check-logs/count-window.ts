import type { LogsConfig } from '../shared/config/schema.ts';
import type { LogCounts } from '../shared/observation.ts';
import type { LogSource } from '../shared/ports.ts';
import { countersOf } from './counters.ts';
import { countsFrom, healthFails, refusedIn, upSince } from './counts.ts';
import { type BinWidth, binWidthFor, countQuery, TOOK_QUERY } from './query.ts';
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

type Paths = Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>;

/** Its text takes longer to write than most answers to read, and is the same in each run. */
const written = new WeakMap<Paths, Map<BinWidth, string>>();

function countQueryOf(logs: Paths, bin: BinWidth): string {
  const texts = written.get(logs) ?? new Map<BinWidth, string>();
  written.set(logs, texts);
  const text = texts.get(bin) ?? countQuery(countersOf(logs), bin);
  texts.set(bin, text);
  return text;
}

/** Counts the log of a window of any length by two queries. @param window epoch ms, both ends included. */
export async function countWindow(
  logs: Paths,
  window: { startMs: number; endMs: number },
  source: Pick<LogSource, 'query' | 'hasWholeLines'>,
): Promise<Counted> {
  const bin = binWidthFor(window.endMs - window.startMs);
  const [counted, took] = await Promise.all([
    source.query({ query: countQueryOf(logs, bin), ...window }),
    source.query({ query: TOOK_QUERY, ...window }),
  ]);
  if (counted.state === 'unknown') return { unknown: counted.reason };
  if (took.state === 'unknown') return { unknown: took.reason };
  // There a line that is as long as a piece is none.
  const rows = source.hasWholeLines ? counted.rows.map((row) => ({ ...row, pieces: '0' })) : counted.rows;
  return {
    counts: countsFrom(rows, took.rows[0], bin, window),
    rows,
    longestTook: Number(took.rows[0]?.longest) || 0,
    upSinceMs: upSince(counted.rows, bin),
    refused: refusedIn(counted.rows, bin),
    healthFails: healthFails(counted.rows),
  };
}
