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
import type { LogsConfig } from '../../functions/shared/config/schema.ts';

/** All that check-logs may ask of a log that is followed, word by word; a test holds it to what it does ask. */
export function askedQueries(logs: Pick<LogsConfig, 'healthPaths' | 'servedPathPrefixes'>): string[] {
  return [
    countQuery(countersOf(logs), binWidthFor(WINDOW_MS - 1)),
    TOOK_QUERY,
    STARTS_QUERY,
    refusedByClientQuery(logs),
    NEWEST_QUERY,
    LAST_ANSWER_QUERY,
    lastHealthyQuery(logs),
    evidenceQuery(EVIDENCE_LIMIT),
    evidenceQuery(EVIDENCE_LIMIT, 'first'),
  ];
}
