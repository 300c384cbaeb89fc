import type { PeriodOf } from '../collect/patterns.ts';
import type { QueryContext } from '../functions/types.ts';
import type { Command } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';

/** Epoch ms, both ends included. */
export interface Window {
  startMs: number;
  endMs: number;
}

type Diff = Extract<Command, { kind: 'diff' }>;

/**
 * The window that `diff` compares with: the one just before, or the same one a day, week or month earlier.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Diff.html
 * @throws QueryError when the query has no window.
 */
export function periodsOf(diff: Diff, { startMs, endMs }: QueryContext, query: string): { before: Window; periodOf: PeriodOf } {
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) {
    throw new QueryError('diff compares two periods of time, so the query needs a start and an end', query, diff.at, {
      length: 4,
    });
  }
  const before = { startMs: earlier(startMs, diff, endMs - startMs + 1), endMs: earlier(endMs, diff, endMs - startMs + 1) };
  return { before, periodOf: (ms) => (ms >= startMs && ms <= endMs ? 'now' : 'before') };
}

const DAY = 86_400_000;

function earlier(ms: number, { modifier }: Diff, length: number): number {
  if (modifier === undefined) return ms - length;
  if (modifier === 'previousDay') return ms - DAY;
  if (modifier === 'previousWeek') return ms - 7 * DAY;
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - 1);
  // The 31st of a month is compared with the last day of a shorter one.
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, last));
}
