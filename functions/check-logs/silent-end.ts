import {
  accessLine,
  FAILED_START,
  PROCESS_START,
  REQUEST_END,
  REQUEST_START,
  STARTED,
  STOPPED,
  uvicornPrefix,
} from '../shared/atlasml/log-format.ts';
import { wholeLines } from '../shared/atlasml/pieces.ts';
import { type LogLine, type LogSource, MOST_LINES } from '../shared/ports.ts';

const START = new RegExp(`^${PROCESS_START}`);
const UP = new RegExp(`^${STARTED}`);
const SERVES = new RegExp(`^(?:${REQUEST_START}|${REQUEST_END}|${accessLine('[A-Z]+', '/[^ "]*', '[1-5]')})`);
const DOWN = new RegExp(`^(?:${FAILED_START}|${STOPPED}|${uvicornPrefix('ERROR')}\\[Errno \\d+\\] )`);

/** Docker waits up to a minute before it starts a container again, and asks for the health each 30 s. */
const BEFORE_MS = 100_000;
/** Of more lines than one answer holds, the last ones before the start are wanted. */
const CLOSE_MS = 10_000;
const AFTER_MS = 60_000;

/**
 * Reads around the newest start whether the process before it ended without a word.
 * @param startMs of the start, epoch ms. @returns when its last line was logged; undefined when it stopped in order, did not
 *   start, still runs, or nothing is known of it.
 */
export async function silentEnd(startMs: number, endMs: number, source: Pick<LogSource, 'lines'>): Promise<number | undefined> {
  const [far, after] = await Promise.all([
    source.lines({ startMs: startMs - BEFORE_MS, endMs: startMs - 1 }),
    source.lines({ startMs, endMs: Math.min(startMs + AFTER_MS, endMs) }),
  ]);
  if (far.state === 'unknown' || after.state === 'unknown') return undefined;
  const before = far.lines.length < MOST_LINES ? far : await source.lines({ startMs: startMs - CLOSE_MS, endMs: startMs - 1 });
  return before.state === 'unknown' ? undefined : silentEndIn(wholeLines([...before.lines, ...after.lines]));
}

/**
 * The rule of {@link silentEnd}: in the stream of the newest start, what served before it said no word of an end. A process
 * that answers while the new one still starts is alive: a rolling deploy.
 * @param lines whole ones, in the order in which they were written.
 */
export function silentEndIn(lines: LogLine[]): number | undefined {
  const newest = lines.findLast(({ message }) => START.test(message));
  if (!newest) return undefined;
  const own = lines.filter(({ stream }) => stream === newest.stream);
  const start = own.indexOf(newest);
  const before = own.slice(0, start);
  const life = before.slice(before.findLastIndex(({ message }) => START.test(message)) + 1);
  const serves = life.filter(({ message }) => UP.test(message) || SERVES.test(message));
  if (serves.length === 0 || life.some(({ message }) => DOWN.test(message))) return undefined;
  const after = own.slice(start + 1);
  const up = after.findIndex(({ message }) => UP.test(message));
  const isRolling = after.slice(0, up < 0 ? undefined : up).some(({ message }) => SERVES.test(message));
  return isRolling || outlives(after.slice(up + 1)) ? undefined : serves.at(-1)?.atMs;
}

/** A stop behind which answers go on without a new start was that of the old process. */
function outlives(after: LogLine[]): boolean {
  const stopped = after.findLastIndex(({ message }) => /INFO: +Finished server process/.test(message));
  return stopped >= 0 && after.slice(stopped).some(({ message }) => SERVES.test(message));
}
