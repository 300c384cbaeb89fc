import { WINDOW_MS } from '../../functions/check-logs/check.ts';
import { countersOf } from '../../functions/check-logs/counters.ts';
import {
  binWidthFor,
  countQuery,
  EVIDENCE_LIMIT,
  evidenceQuery,
  LAST_ANSWER_QUERY,
  lastHealthyQuery,
  NEWEST_QUERY,
  refusedByClientQuery,
  STARTS_QUERY,
  TOOK_QUERY,
} from '../../functions/check-logs/query.ts';
import { isWithoutNoise, withoutNoiseIn } from '../../functions/shared/atlasml/noise.ts';
import type { LogsConfig } from '../../functions/shared/config/schema.ts';
import type { QuickWay } from '../../insights/index.ts';

/** A query that is asked again and again, word by word. */
export interface AskedQuery {
  text: string;
  /** True where its answer holds more of a line than its time and what is counted, see `LineKinds`. */
  readsWholeLines?: true;
  /** Each of its rows is of one such bin, ms, and hangs on no other time; Infinity where it hangs on none. */
  binMs?: number;
  /** Its answer is the newest time alone. */
  isNewest?: true;
}

/** The same for lines without noise. */
export const quickWay = (text: string): QuickWay => ({ text: withoutNoiseIn(text), fits: isWithoutNoise });

const MINUTE_MS = 60_000;

/** All that check-logs may ask of a log that is followed; a test holds it to what it does ask. */
export function askedQueries(logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>): AskedQuery[] {
  const bin = binWidthFor(WINDOW_MS - 1);
  return [
    { text: countQuery(countersOf(logs), bin), binMs: bin.ms },
    { text: TOOK_QUERY, binMs: Number.POSITIVE_INFINITY },
    { text: STARTS_QUERY, binMs: MINUTE_MS },
    { text: refusedByClientQuery(logs), readsWholeLines: true },
    { text: NEWEST_QUERY, isNewest: true },
    { text: LAST_ANSWER_QUERY, isNewest: true },
    { text: lastHealthyQuery(logs), isNewest: true },
    { text: evidenceQuery(EVIDENCE_LIMIT), readsWholeLines: true },
    { text: evidenceQuery(EVIDENCE_LIMIT, 'first'), readsWholeLines: true },
  ];
}
