import { DEFAULTS } from '../../shared/config/defaults.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';

/** What a receiver must be told about an incident, and why. */
export type Telling =
  | { send: true; reason: 'opened' | 'changed' | 'reminded' | 'resolved' }
  | { send: false; reason: 'nothing-new' | 'silenced' };

const HOUR_MS = 3_600_000;

/**
 * Compares an incident with what one receiver was last told. A receiver that was away gets the present state once, not
 * the messages it missed. In a silence only the end of what it knows of is told; the rest afterwards, if it lasts.
 */
export function telling(incident: Incident, receiver: string, nowMs: number, silence?: ReporterState['silence']): Telling {
  const told = incident.told[receiver];
  if (incident.resolvedMs !== undefined) {
    if (!told && beganAndEndedIn(silence, incident)) return { send: false, reason: 'silenced' };
    return told?.revision === incident.revision ? { send: false, reason: 'nothing-new' } : { send: true, reason: 'resolved' };
  }
  // All is well, for now: it is told when it lasts.
  if (standingOf(incident.members) === 'WELL') return { send: false, reason: 'nothing-new' };
  if (silence && nowMs < silence.untilMs) return { send: false, reason: 'silenced' };
  if (!told) return { send: true, reason: 'opened' };
  if (told.revision < incident.revision) return { send: true, reason: 'changed' };
  if (incident.acknowledgedBy === undefined && told.reminders < remindersDue(nowMs - incident.openedMs))
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

/**
 * Marks that a receiver was told the incident as it is now. The words of its worst standing are kept: its end is told in
 * them, not in those of the last alarm to go. Called only after the send succeeded.
 */
export function markTold(
  state: ReporterState,
  id: string,
  receiver: string,
  nowMs: number,
  message: Pick<Message, 'short' | 'kind' | 'topic'>,
  thread?: string,
): ReporterState {
  const { short, kind, topic } = message;
  const incidents = state.incidents.map((incident) => {
    if (incident.id !== id) return incident;
    const told = { revision: incident.revision, reminders: remindersDue(nowMs - incident.openedMs), ...(thread && { thread }) };
    const standing = standingOf(incident.members);
    const isBetter = incident.worst !== undefined && compareStanding(standing, incident.worst) > 0;
    const words = isBetter ? {} : { short, worst: standing, ...(topic !== undefined && { topic }) };
    const sent = [...(incident.sent ?? []), { atMs: nowMs, receiver, kind }].slice(-MOST_SENT);
    return { ...incident, ...words, sent, told: { ...incident.told, [receiver]: told } };
  });
  return { ...state, incidents };
}

/** Drops ended incidents that every receiver was told the end of, or that a silence hid. A cap keeps a receiver that never returns from filling the store. */
export function forgetTold(state: ReporterState, receivers: string[]): ReporterState {
  const isOpen = (i: Incident) => i.resolvedMs === undefined;
  const isToBeTold = (i: Incident) => receivers.some((r) => telling(i, r, i.resolvedMs ?? 0, state.silence).send);
  const kept = state.incidents.filter((i) => isOpen(i) || isToBeTold(i));
  return { ...state, incidents: kept.slice(-MOST_INCIDENTS) };
}

/** With what is kept of each, far below the 400 KB of an item in DynamoDB. */
const MOST_INCIDENTS = 20;
const MOST_SENT = 50;
