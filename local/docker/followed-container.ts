import type { Clock, LogAnswer, LogLines, LogSource } from '../../functions/shared/ports.ts';
import type { FollowedLog } from '../follow/followed-log.ts';
import { logClockOf } from '../follow/log-clock.ts';
import type { ContainerLog, Window } from './container-log.ts';

const AGAIN_MS = 1_000;
/** What cannot be read now is hardly to be read a second later. */
const FAILED_AGAIN_MS = 5_000;
const NOTE_EVERY_MS = 60_000;

/** @param kept answers by what the log handed on. @param note is called each minute, to keep how far it was read */
export function followedContainer(
  log: ContainerLog,
  kept: Pick<LogSource, 'query' | 'lines'>,
  clock: Pick<Clock, 'now'>,
  note: () => void = () => {},
): FollowedLog {
  let caughtUp: Promise<unknown> | undefined;
  const catchUp = () => {
    const run = log.catchUp(clock.now());
    // Whoever asks next is told why it failed.
    caughtUp = run.catch(() => {}).then(note);
    return run;
  };
  const unlessUnknown = async <T extends LogAnswer | LogLines>(window: Window, answer: () => Promise<T>) => {
    if (!caughtUp) catchUp();
    await caughtUp;
    const reason = log.unknownIn(window);
    return reason === undefined ? answer() : { state: 'unknown' as const, reason };
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
    query: (question) => unlessUnknown(question, () => kept.query(question)),
    lines: (window) => unlessUnknown(window, () => kept.lines(window)),
    clock: () => (log.clock ? logClockOf(log.clock) : undefined),
    doubts: (window) => log.doubtsIn(window),
    close: () => {},
    async keepUp(ticking, signal) {
      await Promise.all([readOn(ticking, signal), noteEachMinute(ticking, signal)]);
      note();
    },
  };
}
