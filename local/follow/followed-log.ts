import { type Clock, type LogLine, type LogSource, MOST_LINES } from '../../functions/shared/ports.ts';
import { logClockOf } from './log-clock.ts';
import type { LogFile, Window } from './log-file.ts';
import type { LogSeconds } from './log-seconds.ts';

/** `tail -F` looks each second, too: what is cut away between two looks is lost. */
const LOOK_EVERY_MS = 1_000;

/** A followed file as a source of logs. What is not all in memory is unknown, with the reason. */
export interface FollowedLog extends LogSource {
  /** Looks at the file each second until it is stopped. */
  keepUp(clock: Clock, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** @param seconds what the file hands its events to. */
export function followedLog(file: LogFile, seconds: LogSeconds, clock: Pick<Clock, 'now'>): FollowedLog {
  const look = () => file.look(clock.now(), () => clock.now());
  const unlessUnknown = async <T>({ endMs }: Window, answer: () => T) => {
    try {
      look();
      const missing = file.missingUntil(endMs);
      if (missing !== undefined) throw new Error(missing);
      return { state: 'complete' as const, ...answer() };
    } catch (error) {
      return { state: 'unknown' as const, reason: (error as Error).message };
    }
  };
  return {
    hasWholeLines: true,
    // Nothing is scanned: what was read was counted then.
    query: ({ query, ...window }) => unlessUnknown(window, () => ({ rows: seconds.rows(query, window), bytesScanned: 0 })),
    lines: (window) => unlessUnknown(window, () => ({ lines: seconds.lines(window, MOST_LINES).map(lineOf) })),
    clock: () => (file.clock ? logClockOf(file.clock) : undefined),
    doubts: (window) => file.doubtsIn(window),
    close: () => file.close(),
    async keepUp(ticking, signal) {
      while (!signal.aborted) {
        try {
          look();
        } catch {
          // Whoever asks next is told why.
        }
        await ticking.sleep(LOOK_EVERY_MS);
      }
    },
  };
}

/** As whoever asks for lines gets them. */
export function lineOf({ timestamp, message, logStream }: { timestamp: number; message: string; logStream?: string }): LogLine {
  return { atMs: timestamp, message, ...(logStream !== undefined && { stream: logStream }) };
}
