import { timeIn } from '../query/time-range.ts';
import type { Screen } from '../screen.ts';
import { failure, type Outcome, UsageError } from '../usage-error.ts';
import { isAtLeast, Levels } from './levels.ts';
import { CutOff, LEVELS, type Level, type LinesSource, type LogLine, type SourceLine } from './line.ts';
import { Newest } from './newest.ts';
import { printLines, type Shape } from './print.ts';

export interface LogsAsked {
  level?: string | undefined;
  since?: string | undefined;
  tail?: number | undefined;
  timestamps?: boolean | undefined;
  follow?: boolean | undefined;
  json?: boolean | undefined;
}

export interface LogsPorts {
  screen: Pick<Screen, 'print' | 'data' | 'complain'>;
  /** Opens the log that is asked for. @throws UsageError for what cannot be read. */
  open(): Promise<LinesSource>;
  /** A file is read from its begin when nothing is said, another log some minutes back. */
  isFile: boolean;
  nowMs: number;
  /** Ends `--follow`. */
  signal: AbortSignal;
}

const SOME_MS = 10 * 60_000;
/** As `tail -f` shows when it begins. */
const FOLLOWED_TAIL = 10;

/**
 * `logs [FILE…] [--level L] [--since T] [--tail N] [--timestamps] [--follow]`: the lines of AtlasML's log, clean and redacted. Memory does
 * not grow with the log.
 */
export async function logsCommand(asked: LogsAsked, ports: LogsPorts): Promise<Outcome> {
  const { screen, nowMs, signal } = ports;
  const level = levelOf(asked.level);
  const isWhole = ports.isFile || asked.tail !== undefined;
  const sinceMs = asked.since === undefined ? (isWhole ? -Infinity : nowMs - SOME_MS) : timeIn('--since', asked.since, nowMs).ms;
  if (sinceMs > nowMs) throw new UsageError(`--since ${asked.since} is still to come`);
  // What is asked for by its time is shown whole.
  const tail = asked.tail ?? (asked.follow && asked.since === undefined ? FOLLOWED_TAIL : undefined);
  const shape: Shape = { timestamps: asked.timestamps === true, json: asked.json === true };
  const source = await ports.open();
  const levels = new Levels();
  const wanted = (lines: SourceLine[]): LogLine[] =>
    lines.map((line) => levels.of(line)).filter((line) => level === undefined || isAtLeast(line.level, level));
  try {
    const newest = tail === undefined ? undefined : new Newest<LogLine>(tail);
    let count = 0;
    const take = (lines: SourceLine[]) => {
      const found = wanted(lines);
      count += found.length;
      if (newest) for (const line of found) newest.add(line);
      else printLines(found, shape, screen);
    };
    const cut = await source.read(sinceMs, take, level === undefined ? tail : undefined).catch((error) => {
      if (error instanceof CutOff) return error;
      throw error;
    });
    if (newest) printLines(newest.all(), shape, screen);
    // What is missing may be just what was looked for.
    if (cut) return failure(`${cut.message}.`);
    if (count === 0 && !asked.follow) screen.complain(nothing(level, sinceMs));
    if (asked.follow) await source.follow?.(signal, (lines) => printLines(wanted(lines), shape, screen));
    return { text: '', code: 0 };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return failure(`The log cannot be read: ${(error as Error).message}`);
  } finally {
    source.close();
  }
}

function levelOf(text: string | undefined): Level | undefined {
  if (text === undefined) return undefined;
  const found = LEVELS.find((level) => level === (text.toUpperCase() === 'WARN' ? 'WARNING' : text.toUpperCase()));
  if (!found) throw new UsageError(`--level takes ${LEVELS.join(', ')}, not ${text}`);
  return found;
}

function nothing(level: Level | undefined, sinceMs: number): string {
  const what = level === undefined ? 'No line' : level === 'CRITICAL' ? 'No line of CRITICAL' : `No line of ${level} or worse`;
  return `${what}${Number.isFinite(sinceMs) ? ` since ${new Date(sinceMs).toISOString().slice(0, 19)}Z` : ''}.`;
}
