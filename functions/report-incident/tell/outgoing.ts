import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, Notice, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';
import { attemptKey, changeMsOf, isSlot, isTooSoon } from './back-off.ts';
import { type NextTelling, nextTelling } from './next-telling.ts';
import { everybody, type Wanted, wantedOf } from './routed.ts';
import { reminderDueMs } from './tell.ts';

/** What goes out to one receiver next. */
export type Outgoing = { key: string; changeMs: number } & (
  | ({ what: 'incident' } & NextTelling)
  | { what: 'notice'; notice: Notice }
);

/**
 * What a receiver is to be sent now; undefined when there is nothing, or when it must wait because an earlier copy may have
 * arrived.
 * @param wanted who hears of what, by the routes.
 * @param canNote false where no attempt can be written down: then the time of the change alone bounds the copies.
 */
export function nextOutgoing(
  state: ReporterState,
  record: ReceiverRecord,
  nowMs: number,
  canNote: boolean,
  wanted: Wanted = everybody,
): Outgoing | undefined {
  const isToWait = (key: string, changeMs: number) => {
    const attempt = record.attempts.find((a) => a.key === key);
    return (attempt !== undefined && isTooSoon(attempt, nowMs)) || (!canNote && !isSlot(changeMs, nowMs));
  };
  const changeOf = (incident: Incident, kind: Message['kind']) =>
    kind === 'reminded' ? reminderDueMs(incident.openedMs, nowMs) : changeMsOf(incident);
  const next = nextTelling(
    state,
    record,
    nowMs,
    (i, kind) => isToWait(attemptKey(i, kind), changeOf(i, kind)),
    (i) => wantedOf(wanted, record)(i, nowMs),
  );
  if (next) {
    const { incident, kind } = next;
    return { what: 'incident', ...next, key: attemptKey(incident, kind), changeMs: changeOf(incident, kind) };
  }
  const notice = state.notices.find((n) => !record.noticed.includes(n.id) && !isToWait(`notice ${n.id}`, n.atMs));
  return notice && { what: 'notice', notice, key: `notice ${notice.id}`, changeMs: notice.atMs };
}
