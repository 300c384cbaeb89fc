import type { SentryObservation } from '../../shared/observation.ts';
import { type Clock, type IssueSource, type TimeLimit, TimeLimitError } from '../../shared/ports.ts';

/** An answer that comes at once is shown; no message waits longer for any witness. The time is for the way there. */
export const LONGEST_MS = 2_000;
/** What went before the first alarm often says why; see incident-window.ts. */
const BEFORE_MS = 5 * 60_000;
/** Of a trouble that lasts for days only the newest part is asked for. */
const LONGEST_WINDOW_MS = 24 * 3_600_000;

/** From a little before the first of these moments until now. Epoch ms. */
export function sentryWindow(beganMs: readonly number[], nowMs: number): { startMs: number; endMs: number } {
  const startMs = Math.min(nowMs, ...beganMs) - BEFORE_MS;
  return { startMs: Math.max(startMs, nowMs - LONGEST_WINDOW_MS), endMs: nowMs };
}

/** Asks Sentry for the issues of a window. It never fails: why nothing is known is part of what is known. */
export function lookAtSentry(
  window: { startMs: number; endMs: number },
  { issues, clock, within }: { issues?: IssueSource; clock: Pick<Clock, 'now'>; within: TimeLimit },
): Promise<SentryObservation> | undefined {
  return issues && within(LONGEST_MS, (signal) => issues.seen(window, signal)).catch(unknownBy(window, clock.now()));
}

const unknownBy =
  (window: SentryObservation['window'], atMs: number) =>
  (error: unknown): SentryObservation => {
    const isLate = error instanceof TimeLimitError;
    const unknown = isLate ? `Sentry did not answer within ${LONGEST_MS / 1000} s` : (error as Error).message;
    return { atMs, window, issues: [], others: 0, orMore: false, unknown };
  };
