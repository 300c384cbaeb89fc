import { wholeLines } from '../shared/atlasml/pieces.ts';
import type { LogsObservation } from '../shared/observation.ts';
import { type LogLine, type LogSource, MOST_LINES } from '../shared/ports.ts';
import type { CountedWindow } from './count-window.ts';
import { endingOf } from './ending.ts';
import type { LookedBack } from './look-back.ts';
import { SLOW_SECONDS, waitsFor } from './waits-for.ts';

/** Docker asks for the health each 30 s: nothing answered for this long is worth a look, which costs no query. */
const LEAST_SILENCE_MS = 20_000;
/** `lastAnswerMs` is the begin of a bin, and the lines of the last answer stand before it. */
const BEFORE_MS = 5_000;
/** A slow request is looked for among the newest lines. */
const RECENT_MS = 60_000;
/** The last lines before the silence, where it began before the window. */
const LAST_WORDS_MS = 30_000;

/**
 * What only lines tell: for whom AtlasML waits, and how the log ends. Lines are read only where something is odd.
 * @param back what was found before the window, where nothing in it was answered.
 */
export async function lookCloser(
  { counts, longestTook }: Pick<CountedWindow, 'counts' | 'longestTook'>,
  { endMs }: { endMs: number },
  source: Pick<LogSource, 'lines'>,
  back: LookedBack | undefined,
): Promise<Pick<LogsObservation, 'waitsFor' | 'ended' | 'crash' | 'silentSinceMs'>> {
  const { lastAnswerMs } = counts;
  const isSilent = lastAnswerMs === null || endMs - lastAnswerMs - BEFORE_MS >= LEAST_SILENCE_MS;
  if (!isSilent && counts.unfinished === 0 && longestTook < SLOW_SECONDS) return {};
  const quietSinceMs = lastAnswerMs ?? back?.newestMs;
  if (quietSinceMs === undefined) return {};
  const fromMs = quietSinceMs - (lastAnswerMs === null ? LAST_WORDS_MS : BEFORE_MS);
  const found = await source.lines({ startMs: isSilent ? fromMs : Math.min(fromMs, endMs - RECENT_MS), endMs });
  if (found.state === 'unknown') return {};
  const lines = wholeLines(found.lines);
  // A call that hangs is tried again after minutes: the request began before.
  const waits = waitsFor(lastAnswerMs === null ? joined(back?.lines ?? [], lines) : lines, endMs + 1);
  const lastMs = found.lines.at(-1)?.atMs;
  const isQuiet = lastMs !== undefined && found.lines.length < MOST_LINES && endMs - lastMs >= LEAST_SILENCE_MS;
  return {
    ...(isSilent && endingOf(lines)),
    ...(isSilent && isQuiet && { silentSinceMs: lastMs }),
    ...(waits && { waitsFor: waits }),
  };
}

/** The beginning and the end of a trouble, which may overlap. */
function joined(first: LogLine[], last: LogLine[]): LogLine[] {
  const fromMs = last[0]?.atMs ?? Number.POSITIVE_INFINITY;
  return [...first.filter((l) => l.atMs < fromMs), ...last];
}
