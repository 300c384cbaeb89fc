import type { Incident, Member, ReporterState } from '../../shared/incident/reporter-state.ts';
import { type AlarmState, evidenceOf } from '../../shared/signals/alarm-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';
import { inGrace, withStart } from './deploy-grace.ts';
import { calmNeeded, isUnstable, relapsesOf, wasToldWell } from './flapping.ts';
import { isProvenWell, memberOf, refresh, wellBefore, wellSince } from './member.ts';
import type { Proof } from './proof.ts';
import type { Seen } from './seen.ts';

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
  | 'lasts'
  | 'new-cause'
  | 'corrected'
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
export function reconcile(before: ReporterState, seen: Seen, nowMs: number, policy: Policy, newId: () => string): Reconciled {
  const state = withStart(before, policy, nowMs);
  const open = state.incidents.find((i) => i.resolvedMs === undefined);
  if (!open) return openIncident(state, seen, nowMs, policy, newId);
  const advanced = withIncident(state, ...advance(open, seen, nowMs, policy));
  if (advanced.reason !== 'resolved') return advanced;
  // What began after all had been well for long enough is no part of what is over.
  const next = openIncident(advanced.state, seen, nowMs, policy, newId);
  return next.reason === 'opened' ? next : advanced;
}

function openIncident(state: ReporterState, seen: Seen, nowMs: number, policy: Policy, newId: () => string): Reconciled {
  const alarming = seen.alarms.filter((a) => evidenceOf(a) === 'alarm' && !seen.momentary?.has(a.name));
  if (alarming.length === 0) return { state, reason: 'quiet' };
  if (inGrace(state, policy, nowMs)) return { state, reason: 'in-deploy-grace' };
  const members = alarming.map((a) => memberOf(a, seen.proofs.get(a.name), nowMs));
  const standing = standingOf(members);
  const openedMs = Math.min(nowMs, ...members.map((m) => m.sinceMs));
  const incident: Incident = {
    id: newId(),
    openedMs,
    revision: 1,
    changes: [],
    members: spoken(members, nowMs),
    standing,
    worst: standing,
  };
  return { state: { ...state, incidents: [...state.incidents, incident] }, reason: 'opened' };
}

function advance(open: Incident, seen: Seen, nowMs: number, policy: Policy): [Incident, Reason] {
  const { alarms, proofs, momentary } = seen;
  const calmMs = calmNeeded(open, policy.resolveAfterMs);
  const quiet = wellBefore(open.members, seen);
  // What failed after all had been well for long enough is another trouble, however late somebody looks.
  const wasOver = quiet !== undefined && quiet.failedMs - quiet.wellMs >= calmMs;
  const members = wasOver ? open.members : open.members.map((member) => refresh(member, seen, nowMs));
  const isNew = (a: AlarmState) =>
    evidenceOf(a) === 'alarm' && !momentary?.has(a.name) && !open.members.some((m) => m.alarm === a.name);
  const added = alarms.filter(isNew).map((a) => memberOf(a, proofs.get(a.name), nowMs));
  const before = (i: number) => open.members[i]?.state;
  const cameBack = members.filter((m, i) => m.state === 'alarm' && before(i) !== 'alarm' && before(i) !== 'unknown');
  const recovered = members.filter((m, i) => m.state === 'ok' && before(i) !== 'ok');
  const removed = members.filter((m, i) => m.state === 'removed' && before(i) !== 'removed');
  const relapses = relapsesOf(open) + (cameBack.length > 0 ? 1 : 0);
  const wellMs = wellSince(members);
  const over = isProvenWell(members) && (wellMs === undefined || nowMs - wellMs >= calmMs);
  const joining = over ? [] : added;
  const next: Incident = { ...open, members: [...members, ...joining], ...(relapses > 0 ? { relapses } : {}) };
  const reason = over ? 'resolved' : worthTelling(open, { cameBack, added: joining }, next, nowMs, proofs);
  if (reason === 'unchanged' && cameBack.length + joining.length + recovered.length + removed.length === 0) return [next, reason];
  // A change that is not worth a message waits under the next revision and is told with it.
  const titles = (list: Member[]) => list.map((m) => m.title);
  const change = {
    revision: open.revision + 1,
    atMs: nowMs,
    joined: titles([...cameBack, ...joining]),
    recovered: titles(recovered),
    ...(removed.length > 0 && { removed: titles(removed) }),
  };
  const noted = { ...next, changes: [...open.changes, change].slice(-MOST_CHANGES) };
  if (reason === 'unchanged') return [noted, reason];
  if (over) return [{ ...noted, revision: change.revision, resolvedMs: Math.max(open.openedMs, wellMs ?? nowMs) }, reason];
  return [asNews(noted, nowMs), reason];
}

/** The incident with a new revision, which every receiver is told of. */
export function asNews(incident: Incident, nowMs: number): Incident {
  const standing = standingOf(incident.members);
  const { worst = standing } = incident;
  return {
    ...incident,
    revision: incident.revision + 1,
    standing,
    worst: compareStanding(standing, worst) < 0 ? standing : worst,
    members: spoken(incident.members, nowMs),
  };
}

const spoken = (members: Member[], nowMs: number): Member[] =>
  members.map((m) => (m.state === 'alarm' ? { ...m, spokenMs: nowMs } : m));

/**
 * News: an alarm that no alarm before it explains, or a change of the standing that was told, for better or worse. That all
 * is well is told by the end alone. Of an incident that flaps, what is worse than anything told before is news, and a page
 * that does not go away again.
 */
function worthTelling(
  open: Incident,
  joined: { cameBack: Member[]; added: Member[] },
  next: Incident,
  nowMs: number,
  proofs: Seen['proofs'],
): Reason {
  if (isUnstable(next) && !isUnstable(open)) return 'unstable';
  const alarming = open.members.filter((m) => m.state === 'alarm');
  const fresh = [...joined.added, ...(isUnstable(next) ? [] : joined.cameBack.filter((m) => wasToldWell(open, m)))];
  const isKnown = (m: Member) =>
    alarming.some((a) => signalOf(a.signal).explains.includes(m.signal) || wasShownWith(a, m, proofs.get(m.alarm)));
  if (fresh.some((m) => !isKnown(m))) return 'worse';
  const standing = standingOf(next.members);
  const told = (isUnstable(next) ? open.worst : undefined) ?? open.standing ?? standingOf(open.members);
  const change = compareStanding(standing, told);
  if (change < 0) return 'worse';
  if (isUnstable(next)) return next.members.some((m) => lasts(m, nowMs)) ? 'lasts' : 'unchanged';
  return change > 0 && standing !== 'UNKNOWN' && standing !== 'WELL' ? 'partly-recovered' : 'unchanged';
}

/** A message that was written so much later than a datapoint was published has it. */
const READ_MS = 2_000;

/**
 * Endpoints that fail together have alarms that CloudWatch evaluates one by one, within a quarter of a minute. The message about
 * the first shows all that the probes saw, so the others are no news.
 */
function wasShownWith({ signal, spokenMs = 0 }: Member, later: Member, proof: Proof | undefined): boolean {
  const areEndpoints = signal === 'endpoint-down' && later.signal === 'endpoint-down';
  return areEndpoints && proof !== undefined && !proof.good && proof.atMs + READ_MS <= spokenMs;
}

/** Of an incident, the newest. */
export const MOST_CHANGES = 20;
/** A page of an unstable incident that is on for so long is told, however often it came and went before. */
const LASTING_MS = 3 * 60_000;

const lasts = ({ state, severity, sinceMs, changedMs = sinceMs, spokenMs = 0 }: Member, nowMs: number): boolean =>
  state === 'alarm' && severity === 'page' && nowMs - changedMs >= LASTING_MS && spokenMs < changedMs;

function withIncident(state: ReporterState, incident: Incident, reason: Reason): Reconciled {
  return { state: { ...state, incidents: state.incidents.map((i) => (i.id === incident.id ? incident : i)) }, reason };
}
