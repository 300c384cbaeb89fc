import type { Clock, LogAnswer, LogLines, LogSource } from '../../functions/shared/ports.ts';
import { logClockOf } from './log-clock.ts';
import type { LogFile, Window } from './log-file.ts';
import { localLogSource } from './log-source.ts';

/** `tail -F` looks each second, too: what is cut away between two looks is lost. */
const LOOK_EVERY_MS = 1_000;

/** A followed file as a source of logs. What is not all in memory is unknown, with the reason. */
export interface FollowedLog extends LogSource {
  /** Looks at the file each second until it is stopped. */
  keepUp(clock: Clock, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function followedLog(file: LogFile, clock: Pick<Clock, 'now'>): FollowedLog {
  const look = () => file.look(clock.now());
  const { query, lines } = localLogSource(() => file.events);
  const unlessUnknown = async <T extends LogAnswer | LogLines>(window: Window, answer: () => Promise<T>) => {
    try {
      look();
    } catch (error) {
      return { state: 'unknown' as const, reason: (error as Error).message };
    }
    const reason = file.unknownIn(window);
    return reason === undefined ? answer() : { state: 'unknown' as const, reason };
  };
  return {
    query: (question) => unlessUnknown(question, () => query(question)),
    lines: (window) => unlessUnknown(window, () => lines(window)),
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
