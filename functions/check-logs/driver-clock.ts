import type { LogClock } from '../shared/log-clock.ts';
import type { LogSource } from '../shared/ports.ts';
import { offsetWords } from '../shared/text/words.ts';
import { AHEAD_QUERY, NEWEST_TAKEN_QUERY } from './query.ts';

const QUARTER_HOUR_MS = 900_000;
/** Clocks of hosts differ by less; a zone's by whole quarter hours, and by half an hour at least. */
const TOLERANCE_MS = 120_000;
const LEAST_OFFSET_MS = 1_800_000;
/** CloudWatch takes no event that is further ahead: API_PutLogEvents.html */
const MOST_AHEAD_MS = 2 * 3_600_000;
const MOST_BEHIND_MS = 12 * 3_600_000;
/** What CloudWatch took within that is new. */
const NEW_MS = 10 * 60_000;

/**
 * Whether the times that CloudWatch has of a log are wrong by a time zone, as an agent writes that reads AtlasML's own times as
 * if they were of another zone. Then a window holds lines of another hour, or none. Undefined where nothing tells.
 * @param lines how many lines the window holds. @param window epoch ms, both ends included.
 */
export async function driverClock(
  lines: number,
  { endMs }: { endMs: number },
  source: Pick<LogSource, 'query'>,
): Promise<LogClock | undefined> {
  return (await ahead(lines, endMs, source)) ?? (lines === 0 ? await behind(endMs, source) : undefined);
}

async function ahead(lines: number, endMs: number, source: Pick<LogSource, 'query'>): Promise<LogClock | undefined> {
  const window = { startMs: endMs + TOLERANCE_MS, endMs: endMs + MOST_AHEAD_MS + TOLERANCE_MS };
  const found = await source.query({ query: AHEAD_QUERY, ...window });
  if (found.state === 'unknown') return undefined;
  const { lines: later, newest } = found.rows[0] ?? {};
  // A few lines that somebody sent with a time of their own are no clock.
  return Number(later) > lines ? clockOf(readTime(newest) - endMs) : undefined;
}

async function behind(endMs: number, source: Pick<LogSource, 'query'>): Promise<LogClock | undefined> {
  const found = await source.query({ query: NEWEST_TAKEN_QUERY, startMs: endMs - MOST_BEHIND_MS - TOLERANCE_MS, endMs });
  if (found.state === 'unknown') return undefined;
  const { atMs, takenMs } = found.rows[0] ?? {};
  const taken = readTime(takenMs);
  return endMs - taken <= NEW_MS ? clockOf(Number(atMs) - taken) : undefined;
}

function clockOf(differenceMs: number): LogClock | undefined {
  const offset = Math.round(differenceMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const isZone = Math.abs(offset) >= LEAST_OFFSET_MS && Math.abs(differenceMs - offset) <= TOLERANCE_MS;
  return isZone ? { offsetMinutes: offset / 60_000, isCounted: false } : undefined;
}

/** The service gives times as zoneless UTC text, and @ingestionTime as epoch ms. NaN for none. */
function readTime(text: string | undefined): number {
  if (text === undefined || text === '') return Number.NaN;
  return /^\d+$/.test(text) ? Number(text) : Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** Why nothing is counted by a wrong clock. */
export function wrongClock({ offsetMinutes }: LogClock): string {
  return (
    `CloudWatch's times of the log are ${offsetWords(offsetMinutes)} the time at which they arrived, so what is written now cannot be counted: ` +
    'set the time zone of the agent that sends them, or let AtlasML run in UTC'
  );
}
