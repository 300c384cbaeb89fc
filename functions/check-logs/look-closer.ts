import { wholeLines } from '../shared/atlasml/pieces.ts';
import type { LogsObservation } from '../shared/observation.ts';
import type { LogSource } from '../shared/ports.ts';
import type { CountedWindow } from './count-window.ts';
import { endingOf } from './ending.ts';
import { NEWEST_QUERY } from './query.ts';
import { SLOW_SECONDS, waitsFor } from './waits-for.ts';

/** Docker asks for the health each 30 s: nothing answered for this long is worth a look, which costs no query. */
const LEAST_SILENCE_MS = 20_000;
/** `lastAnswerMs` is the begin of a bin, and the lines of the last answer stand before it. */
const BEFORE_MS = 5_000;
/** A slow request is looked for among the newest lines. */
const RECENT_MS = 60_000;
/** The last lines before the silence, where it began before the window. */
const LAST_WORDS_MS = 30_000;
/** A freeze or a stop is looked back for as long as this. */
const LOOK_BACK_MS = 2 * 3_600_000;

/** What only lines tell: for whom AtlasML waits, and how the log ends. Lines are read only where something is odd. */
export async function lookCloser(
  { counts, longestTook }: Pick<CountedWindow, 'counts' | 'longestTook'>,
  window: { startMs: number; endMs: number },
  source: LogSource,
): Promise<Pick<LogsObservation, 'waitsFor' | 'ended' | 'crash'>> {
  const { endMs } = window;
  const { lastAnswerMs } = counts;
  const isSilent = lastAnswerMs === null || endMs - lastAnswerMs - BEFORE_MS >= LEAST_SILENCE_MS;
  if (!isSilent && counts.unfinished === 0 && longestTook < SLOW_SECONDS) return {};
  const quietSinceMs = lastAnswerMs ?? (await newest(window, source));
  if (quietSinceMs === undefined) return {};
  const back = lastAnswerMs === null ? LAST_WORDS_MS : BEFORE_MS;
  const startMs = isSilent ? quietSinceMs - back : Math.min(quietSinceMs - back, endMs - RECENT_MS);
  const found = await source.lines({ startMs, endMs });
  if (found.state === 'unknown') return {};
  const lines = wholeLines(found.lines);
  const waits = waitsFor(lines, endMs + 1);
  return { ...(isSilent && endingOf(lines)), ...(waits && { waitsFor: waits }) };
}

/** When anything was last logged. */
async function newest({ endMs }: { endMs: number }, source: LogSource): Promise<number | undefined> {
  const found = await source.query({ query: NEWEST_QUERY, startMs: endMs + 1 - LOOK_BACK_MS, endMs });
  const at = found.state === 'complete' ? Date.parse(`${(found.rows[0]?.['@timestamp'] ?? '').replace(' ', 'T')}Z`) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
