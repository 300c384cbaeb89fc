import { countersOf } from '../../functions/check-logs/counters.ts';
import { binWidthFor, countQuery, EVIDENCE_LIMIT, evidenceQuery, TOOK_QUERY } from '../../functions/check-logs/query.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';

/** A query that anybody can run again, over a log file or in CloudWatch Logs Insights. */
export interface QueryBehind {
  /** What it gives. */
  what: string;
  query: string;
  /** Both ends included. */
  start: string;
  end: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The queries behind the numbers of check-logs, word by word as they were asked. */
export function queriesBehind(observations: readonly Observation[], { logs }: Pick<MonitorConfig, 'logs'>): QueryBehind[] {
  const seen = observations.find((o) => o.check === 'logs');
  if (!seen || !logs) return [];
  const { startMs, endMs } = seen.window;
  const of = (what: string, query: string): QueryBehind => ({ what, query, start: iso(startMs), end: iso(endMs) });
  return [
    of('all counts', countQuery(countersOf(logs), binWidthFor(endMs - startMs))),
    of('how long requests took', TOOK_QUERY),
    of('the newest errors', evidenceQuery(EVIDENCE_LIMIT)),
  ];
}
