import type { Attempt, ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';

const MINUTE_MS = 60_000;
const LONGEST_GAP_MS = 10 * MINUTE_MS;

/** What is sent, the same each time it is tried. */
export function attemptKey({ id, revision }: Incident, kind: Message['kind']): string {
  return `${id} ${revision} ${kind}`;
}

/**
 * When the same may be sent again after attempts of which nobody knows whether they arrived: after 1, 2, 4, 8 and then
 * each 10 minutes, which is nine copies in the first hour and six in any other. Epoch ms.
 */
export function nextAttemptMs({ atMs, count }: Attempt): number {
  return atMs + Math.min(MINUTE_MS * 2 ** (count - 1), LONGEST_GAP_MS);
}

/** True while it must wait. An attempt of the future was noted by a clock that was wrong, and keeps nothing back. */
export function isTooSoon(attempt: Attempt, nowMs: number): boolean {
  return nowMs < nextAttemptMs(attempt) && attempt.atMs <= nowMs + MINUTE_MS;
}

/** In these minutes after a change it may be sent where no attempt can be noted; then in each tenth. */
const FIRST_MINUTES = [0, 3];

/**
 * True in the minutes in which the same may be sent when nothing can be written: a rule that follows from the time of the
 * change alone, so that runs that know nothing of each other keep it. With a run each minute it gives at most seven
 * copies an hour.
 * @param changeMs when what is told happened, the same in every run; epoch ms.
 */
export function isSlot(changeMs: number, nowMs: number): boolean {
  const minute = Math.floor((nowMs - changeMs) / MINUTE_MS);
  return FIRST_MINUTES.includes(minute) || (minute !== 0 && minute % 10 === 0);
}

/** When what is told last changed, by the alarms themselves: a run that could save nothing comes to the same time. Epoch ms. */
export function changeMsOf({ members, openedMs }: Incident): number {
  return Math.max(openedMs, ...members.map((m) => m.changedMs ?? m.sinceMs));
}

/** Far above what waits at one time, far below what a record may hold. */
const MOST_ATTEMPTS = 40;

/** The record while a send runs: an attempt more, and nobody else sends meanwhile. */
export function withAttempt(record: ReceiverRecord, key: string, nowMs: number, busyMs: number): ReceiverRecord {
  const before = record.attempts.find((a) => a.key === key);
  const others = record.attempts.filter((a) => a.key !== key).slice(-MOST_ATTEMPTS);
  return {
    ...record,
    attempts: [...others, { key, atMs: nowMs, count: (before?.count ?? 0) + 1 }],
    busyUntilMs: nowMs + busyMs,
  };
}

/** The record after a send that arrived: the receiver is well. */
export function withArrival(
  { failing: _, notBeforeMs: __, busyUntilMs: ___, ...record }: ReceiverRecord,
  key: string,
): ReceiverRecord {
  return { ...record, attempts: record.attempts.filter((a) => a.key !== key) };
}

/** However long a receiver asks to be left alone, it is asked again within the hour. */
const LONGEST_PAUSE_MS = 3_600_000;

/** True while a receiver wants to be left alone; a pause longer than any that we note is damaged, or of a wrong clock. */
export const isPaused = ({ notBeforeMs = 0 }: ReceiverRecord, nowMs: number): boolean =>
  notBeforeMs > nowMs && notBeforeMs <= nowMs + LONGEST_PAUSE_MS;

/** The record after a send that failed. @param error redacted. */
export function withFailure(
  { busyUntilMs: _, notBeforeMs: __, ...record }: ReceiverRecord,
  key: string,
  nowMs: number,
  { ambiguous, retryAfterMs, error }: { ambiguous: boolean; retryAfterMs?: number | undefined; error: string },
): ReceiverRecord {
  return {
    ...record,
    // What was refused has not arrived, so that trying again makes no copy.
    attempts: ambiguous ? record.attempts : record.attempts.filter((a) => a.key !== key),
    failing: { sinceMs: record.failing?.sinceMs ?? nowMs, error },
    ...(retryAfterMs !== undefined && { notBeforeMs: nowMs + Math.min(retryAfterMs, LONGEST_PAUSE_MS) }),
  };
}
