import { type Clock, MOST_LINES } from '../../functions/shared/ports.ts';
import { type FollowedLog, lineOf } from '../follow/followed-log.ts';
import { logClockOf } from '../follow/log-clock.ts';
import type { LogSeconds } from '../follow/log-seconds.ts';
import type { ContainerLog, Window } from './container-log.ts';

const AGAIN_MS = 1_000;
/** What cannot be read now is hardly to be read a second later. */
const FAILED_AGAIN_MS = 5_000;
const NOTE_EVERY_MS = 60_000;

export interface FollowedContainerOptions {
  /** Called each minute, to keep how far the log was read. */
  note?: () => void;
  /** What is read where Docker gives no log back: that is chosen when the monitor starts. */
  otherLog?: string | undefined;
}

/** @param seconds what the log hands its events to */
export function followedContainer(
  log: ContainerLog,
  seconds: Pick<LogSeconds, 'rows' | 'lines'>,
  clock: Pick<Clock, 'now'>,
  { note = () => {}, otherLog }: FollowedContainerOptions = {},
): FollowedLog {
  let caughtUp: Promise<unknown> | undefined;
  const catchUp = () => {
    const run = log.catchUp(clock.now());
    // Whoever asks next is told why it failed.
    caughtUp = run.catch(() => {}).then(note);
    return run;
  };
  const unlessUnknown = async <T>(window: Window, answer: () => T) => {
    if (!caughtUp) void catchUp().catch(() => {});
    await caughtUp;
    try {
      const reason = log.unknownIn(window);
      if (reason !== undefined && otherLog !== undefined && log.failed?.fault === 'no-log')
        throw new Error(`${reason}. Start the monitor again: then it reads ${otherLog}`);
      if (reason !== undefined) throw new Error(reason);
      return { state: 'complete' as const, ...answer() };
    } catch (error) {
      return { state: 'unknown' as const, reason: (error as Error).message };
    }
  };
  const readOn = async (ticking: Clock, signal: AbortSignal) => {
    while (!signal.aborted) {
      const again = await catchUp()
        .then((goesOn) => (goesOn ? log.follow(ticking.now, signal) : undefined))
        .then(
          () => AGAIN_MS,
          () => FAILED_AGAIN_MS,
        );
      await ticking.sleep(again);
    }
  };
  const noteEachMinute = async (ticking: Clock, signal: AbortSignal) => {
    for (; !signal.aborted; await ticking.sleep(NOTE_EVERY_MS)) note();
  };
  return {
    // Nothing is scanned: what was read was counted then.
    query: ({ query, ...window }) => unlessUnknown(window, () => ({ rows: seconds.rows(query, window), bytesScanned: 0 })),
    lines: (window) => unlessUnknown(window, () => ({ lines: seconds.lines(window, MOST_LINES).map(lineOf) })),
    clock: () => (log.clock ? logClockOf(log.clock) : undefined),
    doubts: (window) => log.doubtsIn(window),
    close: () => {},
    async keepUp(ticking, signal) {
      await Promise.all([readOn(ticking, signal), noteEachMinute(ticking, signal)]);
      note();
    },
  };
}
