import { DEFAULTS } from '../../shared/config/defaults.ts';
import type { ReceiverRecord, Told } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';
import { everybody, type Wanted, wantedOf } from './routed.ts';

/** What a receiver must be told about an incident, and why. */
export type Telling =
  | { send: true; reason: 'opened' | 'changed' | 'reminded' | 'resolved' }
  | { send: false; reason: 'nothing-new' | 'silenced' | 'dismissed' | 'not-routed' };

const HOUR_MS = 3_600_000;

/**
 * Compares an incident with what one receiver was last told. A receiver that was away gets the present state once, not
 * the messages it missed. In a silence only the end of what it knows of is told; the rest afterwards, if it lasts.
 * @param isWanted false where no route takes the incident to it: then it hears only of what it was told of before.
 */
export function telling(
  incident: Incident,
  told: Told | undefined,
  nowMs: number,
  silence?: ReporterState['silence'],
  isWanted = true,
): Telling {
  if (incident.resolvedMs !== undefined) {
    if (!told && beganAndEndedIn(silence, incident)) return { send: false, reason: 'silenced' };
    if (!told && incident.dismissed) return { send: false, reason: 'dismissed' };
    if (!told && !isWanted) return { send: false, reason: 'not-routed' };
    return told?.isOver ? { send: false, reason: 'nothing-new' } : { send: true, reason: 'resolved' };
  }
  // All is well, for now: it is told when it lasts.
  if (standingOf(incident.members) === 'WELL') return { send: false, reason: 'nothing-new' };
  // Who knows of it hears what somebody answered, also that all is to be silent.
  if (told && !told.isOver && told.revision < (incident.answerRevision ?? 0)) return { send: true, reason: 'changed' };
  if (silence && nowMs < silence.untilMs) return { send: false, reason: 'silenced' };
  if (incident.dismissed) return { send: false, reason: 'dismissed' };
  if (!told) return isWanted ? { send: true, reason: 'opened' } : { send: false, reason: 'not-routed' };
  // What was told while nothing could be saved may have gone another way than what is remembered.
  if (told.isOver || told.revision !== incident.revision) return { send: true, reason: 'changed' };
  if (isWanted && incident.acknowledgedBy === undefined && told.reminders < remindersDue(nowMs - incident.openedMs))
    return { send: true, reason: 'reminded' };
  return { send: false, reason: 'nothing-new' };
}

/** What came and went while all were to be silent is told to nobody. */
function beganAndEndedIn(silence: ReporterState['silence'], { openedMs, resolvedMs = 0 }: Incident): boolean {
  return silence !== undefined && silence.fromMs <= openedMs && resolvedMs <= silence.untilMs;
}

/** How many reminders are due after an incident has been open for so long: after 1, 2 and 4 hours, then daily. */
export function remindersDue(openMs: number): number {
  const hours = openMs / HOUR_MS;
  const early = DEFAULTS.reminderHours.filter((h) => hours >= h).length;
  const last = Math.max(...DEFAULTS.reminderHours);
  return early + Math.max(0, Math.floor((hours - last) / DEFAULTS.reminderThenEveryHours));
}

/** When the newest reminder became due, epoch ms. */
export function reminderDueMs(openedMs: number, nowMs: number): number {
  const due = remindersDue(nowMs - openedMs);
  const { reminderHours, reminderThenEveryHours } = DEFAULTS;
  const later = Math.max(0, due - reminderHours.length) * reminderThenEveryHours;
  const hours = (reminderHours[Math.min(due, reminderHours.length) - 1] ?? 0) + later;
  return openedMs + hours * HOUR_MS;
}

/**
 * The record of a receiver that was told the incident as it is now. The words of its worst standing are kept: its end is
 * told in them, not in those of the last alarm to go.
 */
export function markTold(
  record: ReceiverRecord,
  incident: Incident,
  nowMs: number,
  { short, kind, topic, causeId }: Pick<Message, 'short' | 'kind' | 'topic' | 'causeId'>,
  thread?: string,
): ReceiverRecord {
  const before = record.told[incident.id];
  const standing = standingOf(incident.members);
  const isBetter = before?.worst !== undefined && compareStanding(standing, before.worst) > 0;
  const { isOver: _, ...known } = before ?? {};
  const told: Told = {
    ...known,
    revision: incident.revision,
    reminders: remindersDue(nowMs - incident.openedMs),
    sent: [...(before?.sent ?? []), { atMs: nowMs, kind }].slice(-MOST_SENT),
    ...(thread && { thread }),
    ...(kind === 'resolved' && { isOver: true }),
    ...(!isBetter && {
      short,
      worst: standing,
      ...(topic !== undefined && { topic }),
      ...(causeId !== undefined && { causeId }),
    }),
  };
  return { ...record, told: { ...record.told, [incident.id]: told } };
}

/** A receiver that is not configured any more, and was told of something, may be configured again within this time; ms. */
const RETURNS_MS = 7 * 86_400_000;

/**
 * Ended incidents that no receiver has to be told of any more.
 * @param records of the receivers that are configured.
 * @param others of those that were: what they know of is kept for a week.
 */
export function allTold(
  { incidents, silence }: ReporterState,
  records: ReceiverRecord[],
  others: ReceiverRecord[] = [],
  nowMs = 0,
  wanted: Wanted = everybody,
): Incident[] {
  const mayReturn = ({ id, resolvedMs = 0 }: Incident) =>
    nowMs - resolvedMs < RETURNS_MS && others.some((r) => r.told[id] !== undefined && !r.told[id].isOver);
  const isToBeTold = (i: Incident) =>
    records.some((r) => telling(i, r.told[i.id], i.resolvedMs ?? 0, silence, wantedOf(wanted, r)(i, i.resolvedMs ?? 0)).send) ||
    mayReturn(i);
  return incidents.filter((i) => i.resolvedMs !== undefined && !isToBeTold(i));
}

/** The record without what it says of incidents that are remembered no longer; another run may know of one that is new. */
export function forgetOthers(record: ReceiverRecord, incidents: Incident[], nowMs: number): ReceiverRecord {
  const known = Object.entries(record.told).filter(
    ([id, { sent }]) => incidents.some((i) => i.id === id) || nowMs - (sent.at(-1)?.atMs ?? 0) < HOUR_MS,
  );
  return { ...record, told: Object.fromEntries(known.slice(-MOST_TOLD)) };
}

/** More than the state has incidents (`bound-state.ts`). */
const MOST_TOLD = 60;

const MOST_SENT = 20;
