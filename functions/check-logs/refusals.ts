import type { LogsConfig } from '../shared/config/schema.ts';
import { type LogCounts, type Refusals, requestsOf } from '../shared/observation.ts';
import type { LogSource } from '../shared/ports.ts';
import { refusedByClientQuery } from './query.ts';

/** Refused requests of a window, as they were counted. */
export interface CountedRefusals {
  count: number;
  /** The begin of the first bin with one, epoch ms. */
  sinceMs: number;
}

/**
 * Who was refused, by one more query that runs only when somebody was.
 * @returns nothing when nobody was; without the query's answer the clients are 0, which stands for "not known".
 */
export async function refusalsIn(
  { counts, refused }: { counts: LogCounts; refused: CountedRefusals | undefined },
  logs: Pick<LogsConfig, 'healthPaths'>,
  window: { startMs: number; endMs: number },
  source: Pick<LogSource, 'query'>,
): Promise<Refusals | undefined> {
  if (!refused) return undefined;
  const found = await source.query({ query: refusedByClientQuery(logs), ...window });
  const byClient = found.state === 'complete' ? found.rows.map((row) => Number(row.refused) || 0) : [];
  return {
    count: refused.count,
    requests: requestsOf(counts),
    clients: byClient.length,
    mostOfOne: Math.max(0, ...byClient),
    sinceMs: Math.max(refused.sinceMs, window.startMs),
  };
}
