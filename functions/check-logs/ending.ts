import { CRASH_LINE } from '../shared/atlasml/crashes.ts';
import { PROCESS_START, STOPPED } from '../shared/atlasml/log-format.ts';
import type { Crash, LogsObservation } from '../shared/observation.ts';
import type { LogLine } from '../shared/ports.ts';
import { oneLine } from './evidence.ts';
import { lastWordsIn } from './last-words.ts';

const START = new RegExp(`^${PROCESS_START}`);
const STOP = new RegExp(`^${STOPPED}`);
const CRASH = new RegExp(`^${CRASH_LINE}`);

/** What one crash writes, it writes at once: "free(): invalid pointer", then "Aborted" by the shell. */
const CRASH_MS = 5_000;

/**
 * The line by which native code or a kill ended the process last, redacted: of several of one crash the first says most.
 * @param lines whole ones.
 */
export function crashIn(lines: LogLine[]): Crash | undefined {
  const last = lines.findLastIndex(({ message }) => CRASH.test(message));
  if (last < 0) return undefined;
  const { atMs } = lines[last] as LogLine;
  const start = lines.findLastIndex(({ message }, i) => i < last && START.test(message));
  const first = lines.find((line, i) => i > start && line.atMs >= atMs - CRASH_MS && CRASH.test(line.message));
  return first && { line: oneLine(first.message), atMs: first.atMs };
}

/**
 * How the log ends, where it ends with a stop or a crash and no start follows.
 * @param lines whole ones, the newest of all, in the order in which they were written.
 */
export function endingOf(lines: LogLine[]): Pick<LogsObservation, 'ended' | 'crash'> {
  const stop = lines.findLastIndex(({ message }) => STOP.test(message));
  const crashed = lines.findLastIndex(({ message }) => CRASH.test(message));
  const last = Math.max(stop, crashed);
  if (last < 0 || lines.slice(last).some(({ message }) => START.test(message))) return {};
  const words = lastWordsIn(lines.slice(0, last + 1).map(({ message }) => message));
  const crash = crashed === last ? crashIn(lines) : undefined;
  return { ended: { atMs: (lines[last] as LogLine).atMs, orderly: crashed !== last, words }, ...(crash && { crash }) };
}
