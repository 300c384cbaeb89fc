import { CRASH_LINE, PROCESS_START, uvicornPrefix } from '../shared/atlasml/log-format.ts';
import type { Crash, LogsObservation } from '../shared/observation.ts';
import type { LogLine } from '../shared/ports.ts';
import { stripTerminalCodes } from '../shared/text/terminal-codes.ts';
import { oneLine } from './evidence.ts';
import { lastWordsIn } from './last-words.ts';

const START = new RegExp(`^${PROCESS_START}`);
const STOPPED = new RegExp(`^${uvicornPrefix('INFO')}(?:Shutting down|Application shutdown complete|Finished server process)`);
const CRASH = new RegExp(`^${CRASH_LINE}`);

/** The newest line by which native code or a kill ended the process, redacted. */
export function crashIn(lines: LogLine[]): Crash | undefined {
  const line = lines.findLast(({ message }) => CRASH.test(message));
  return line && { line: oneLine(stripTerminalCodes(line.message)), atMs: line.atMs };
}

/**
 * How the log ends, where it ends with a stop or a crash and no start follows.
 * @param lines the newest of all, in the order in which they were written.
 */
export function endingOf(lines: LogLine[]): Pick<LogsObservation, 'ended' | 'crash'> {
  const stop = lines.findLastIndex(({ message }) => STOPPED.test(message));
  const crashed = lines.findLastIndex(({ message }) => CRASH.test(message));
  const last = Math.max(stop, crashed);
  if (last < 0 || lines.slice(last).some(({ message }) => START.test(message))) return {};
  const words = lastWordsIn(lines.slice(0, last + 1).map(({ message }) => message));
  const crash = crashed === last ? crashIn(lines) : undefined;
  return { ended: { atMs: (lines[last] as LogLine).atMs, orderly: crashed !== last, words }, ...(crash && { crash }) };
}
