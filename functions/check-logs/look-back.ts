import { wholeLines } from '../shared/atlasml/pieces.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import type { LogLine, LogSource } from '../shared/ports.ts';
import type { CountedWindow } from './count-window.ts';
import { LAST_ANSWER_QUERY, lastHealthyQuery, NEWEST_QUERY } from './query.ts';

/** So far a trouble is looked back for: the nearer part first, which most often suffices and costs less. */
const LOOK_BACK_MS = [30 * 60_000, 6 * 3_600_000];
/** The lines of an answer stand before it. */
const BEFORE_MS = 5_000;
/** So much of the beginning of a trouble is read. */
const BEGINNING_MS = 5 * 60_000;

/** What was found of a trouble that is older than the window. */
export interface LookedBack {
  /** When anything was last logged. */
  newestMs?: number;
  /** When AtlasML last answered; where only its health fails, when that last was well. */
  wellMs?: number;
  /** The whole lines from then on, the first five minutes of them. */
  lines: LogLine[];
}

/**
 * Looks back to the beginning of a trouble that the window does not show whole: nothing in it was answered, or each health
 * answer in it is a failure. It costs one or two queries for each step back, and only then.
 * @returns undefined where the window holds the beginning, or there is no trouble.
 */
export async function lookBack(
  { counts, healthFails }: Pick<CountedWindow, 'counts' | 'healthFails'>,
  logs: Pick<LogsConfig, 'healthPaths'>,
  { endMs }: { endMs: number },
  source: LogSource,
): Promise<LookedBack | undefined> {
  const isUnanswered = counts.lastAnswerMs === null;
  if (!isUnanswered && !healthFails) return undefined;
  const [newestMs, wellMs] = await Promise.all([
    isUnanswered ? newest(NEWEST_QUERY, endMs, source) : undefined,
    newest(isUnanswered ? LAST_ANSWER_QUERY : lastHealthyQuery(logs), endMs, source),
  ]);
  const fromMs = wellMs !== undefined ? wellMs - BEFORE_MS : newestMs !== undefined ? newestMs - BEGINNING_MS : undefined;
  const found =
    fromMs === undefined ? undefined : await source.lines({ startMs: fromMs, endMs: Math.min(fromMs + BEGINNING_MS, endMs) });
  return {
    ...(newestMs !== undefined && { newestMs }),
    ...(wellMs !== undefined && { wellMs }),
    lines: found?.state === 'complete' ? wholeLines(found.lines) : [],
  };
}

/** The time of the newest event that a query finds; undefined when there is none, or it cannot be found out. */
async function newest(query: string, endMs: number, source: Pick<LogSource, 'query'>): Promise<number | undefined> {
  for (const backMs of LOOK_BACK_MS) {
    const found = await source.query({ query, startMs: endMs + 1 - backMs, endMs });
    if (found.state === 'unknown') return undefined;
    const atMs = Date.parse(`${(found.rows[0]?.['@timestamp'] ?? '').replace(' ', 'T')}Z`);
    if (!Number.isNaN(atMs)) return atMs;
  }
  return undefined;
}
