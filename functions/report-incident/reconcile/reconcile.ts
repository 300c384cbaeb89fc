import type { Incident, Member, ReporterState } from '../../shared/incident/reporter-state.ts';
import { type AlarmState, evidenceOf } from '../../shared/signals/alarm-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';
import { calmNeeded, isUnstable, relapsesOf, wasToldWell, wellSince } from './flapping.ts';

export interface Policy {
  /** Failures that began within this time after AtlasML started are not told until it is over. */
  deployGraceMs: number;
  /** When AtlasML last started, if that is known. */
  startedMs?: number;
  /** An incident is over when all has been well for so long; longer when it came back meanwhile (`calmNeeded`). */
  resolveAfterMs: number;
}

/** Why the incident changed, or did not. */
export type Reason =
  | 'opened'
  | 'worse'
  | 'partly-recovered'
  | 'unstable'
  | 'resolved'
  | 'unchanged'
  | 'quiet'
  | 'in-deploy-grace';

export interface Reconciled {
  state: ReporterState;
  reason: Reason;
}

/**
 * From the states of all alarms to the incident people should know of. Pure and level-triggered: calling it twice with
 * the same states changes nothing, so lost, doubled and reordered wake-ups cannot lose an alert.
 * @param newId makes the id of an incident that opens now.
 */
export function reconcile(
  state: ReporterState,
  alarms: AlarmState[],
  nowMs: number,
  policy: Policy,
  newId: () => string,
): Reconciled {
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (open) return withIncident(state, ...advance(open, alarms, nowMs, policy));
  const alarming = alarms.filter((a) => evidenceOf(a) === 'alarm');
  if (alarming.length === 0) return { state, reason: 'quiet' };
  if (inGrace(nowMs, policy)) return { state, reason: 'in-deploy-grace' };
  const members = alarming.map(memberOf);
  const standing = standingOf(members);
  const incident: Incident = { ...EMPTY, id: newId(), openedMs: earliest(members, nowMs), members, standing };
  return { state: { ...state, incidents: [...state.incidents, incident] }, reason: 'opened' };
}

const EMPTY = { revision: 1, changes: [], told: {} };

function advance(open: Incident, alarms: AlarmState[], nowMs: number, policy: Policy): [Incident, Reason] {
  // Not one alarm of ours is an answer that cannot be true; only then is a missing one not deleted but unknown.
  if (alarms.length === 0) return [{ ...open, members: open.members.map(unknownUnlessOver) }, 'unchanged'];
  const byName = new Map(alarms.map((a) => [a.name, a]));
  const members = open.members.map((member) => refresh(member, byName.get(member.alarm)));
  const added = alarms.filter((a) => evidenceOf(a) === 'alarm' && !open.members.some((m) => m.alarm === a.name)).map(memberOf);
  const before = (i: number) => open.members[i]?.state;
  const cameBack = members.filter((m, i) => m.state === 'alarm' && before(i) !== 'alarm' && before(i) !== 'unknown');
  const recovered = members.filter((m, i) => isOver(m) && before(i) !== m.state);
  const relapses = relapsesOf(open) + (cameBack.length > 0 ? 1 : 0);
  const next: Incident = { ...open, members: [...members, ...added], ...(relapses > 0 ? { relapses } : {}) };
  // It ends only while every member is well now; one that was well and has no data since may be ill again.
  const isAllWell = added.length === 0 && open.members.every((m) => isWell(byName.get(m.alarm)));
  const wellMs = wellSince(open.members, byName);
  const over = isAllWell && (wellMs === undefined || nowMs - wellMs >= calmNeeded(next, policy.resolveAfterMs));
  if (!over && cameBack.length + added.length + recovered.length === 0) return [next, 'unchanged'];
  // A change that is not worth a message waits under the next revision and is told with it.
  const change = {
    revision: open.revision + 1,
    atMs: nowMs,
    joined: [...cameBack, ...added].map((m) => m.title),
    recovered: recovered.map((m) => m.title),
  };
  const noted = { ...next, changes: [...open.changes, change].slice(-MOST_CHANGES) };
  if (over) return [{ ...noted, revision: change.revision, resolvedMs: Math.max(open.openedMs, wellMs ?? nowMs) }, 'resolved'];
  const reason = worthTelling(open, { cameBack, added }, next);
  return [reason === 'unchanged' ? noted : { ...noted, revision: change.revision, standing: standingOf(next.members) }, reason];
}

/**
 * News: an alarm that no alarm before it explains, or a change of the standing that was told, for better or worse. That all
 * is well is told by the end alone. Of an incident that flaps, only what is worse than anything told before is news.
 */
function worthTelling(open: Incident, joined: { cameBack: Member[]; added: Member[] }, next: Incident): Reason {
  if (isUnstable(next) && !isUnstable(open)) return 'unstable';
  const alarming = open.members.filter((m) => m.state === 'alarm');
  const fresh = [...joined.added, ...(isUnstable(next) ? [] : joined.cameBack.filter((m) => wasToldWell(open, m)))];
  if (fresh.some((m) => !alarming.some((a) => signalOf(a.signal).explains.includes(m.signal)))) return 'worse';
  const standing = standingOf(next.members);
  const told = (isUnstable(next) ? open.worst : undefined) ?? open.standing ?? standingOf(open.members);
  const change = compareStanding(standing, told);
  if (change < 0) return 'worse';
  return change > 0 && !isUnstable(next) && standing !== 'UNKNOWN' && standing !== 'WELL' ? 'partly-recovered' : 'unchanged';
}

const MOST_CHANGES = 20;

function isWell(alarm: AlarmState | undefined): boolean {
  return alarm === undefined || evidenceOf(alarm) === 'ok';
}

function isOver(member: Member): boolean {
  return member.state === 'ok' || member.state === 'removed';
}

/** A member recovers only on evidence: missing data leaves it unknown. An alarm that was deleted is watched no longer. */
function refresh(member: Member, alarm: AlarmState | undefined): Member {
  if (!alarm) return { ...member, state: 'removed' };
  const state = evidenceOf(alarm);
  if (state === 'alarm') return { ...memberOf(alarm), sinceMs: member.state === 'ok' ? alarm.sinceMs : member.sinceMs };
  return state === 'unknown' ? unknownUnlessOver(member) : { ...member, state };
}

/** Once recovered, a gap in the data does not undo it. */
function unknownUnlessOver(member: Member): Member {
  return isOver(member) ? member : { ...member, state: 'unknown' };
}

function memberOf(alarm: AlarmState): Member {
  const { name, signal, subject, title, severity, sinceMs } = alarm;
  return { alarm: name, signal, subject, title, severity, state: 'alarm', sinceMs };
}

function withIncident(state: ReporterState, incident: Incident, reason: Reason): Reconciled {
  return { state: { ...state, incidents: state.incidents.map((i) => (i.id === incident.id ? incident : i)) }, reason };
}

/** The grace ends by the clock alone, so that it cannot hide a release that fails for good. */
function inGrace(nowMs: number, { deployGraceMs, startedMs }: Policy): boolean {
  return startedMs !== undefined && nowMs >= startedMs && nowMs < startedMs + deployGraceMs;
}

function earliest(members: Member[], nowMs: number): number {
  return Math.min(nowMs, ...members.map((m) => m.sinceMs));
}
