import type { Member } from '../../shared/incident/reporter-state.ts';
import { type AlarmState, evidenceOf } from '../../shared/signals/alarm-state.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { isFresh, type Proof } from './proof.ts';
import type { Seen } from './seen.ts';

/** An alarm that joins an incident now. It began with the first failure that was seen, which is before the alarm. */
export function memberOf(
  { name, signal, subject, title, severity, sinceMs }: AlarmState,
  proof: Proof | undefined,
  nowMs: number,
): Member {
  const firstFailureMs = Math.min(sinceMs, proof?.firstFailureMs ?? sinceMs);
  return {
    alarm: name,
    signal,
    subject,
    title,
    severity,
    state: 'alarm',
    sinceMs: firstFailureMs,
    changedMs: sinceMs,
    ...failing({}, proof, nowMs),
  };
}

/**
 * A member as it is now. It recovers only on evidence: its alarm is OK, and a fresh datapoint is good. Missing data leaves it
 * unknown; an alarm that is not configured any more is watched no longer, but for its end that was seen.
 */
export function refresh(member: Member, { alarms, configured, proofs }: Seen, nowMs: number): Member {
  if (!configured.has(member.alarm))
    return member.state === 'ok' && member.good ? member : withoutGood({ ...member, state: 'removed' });
  const alarm = alarms.find((a) => a.name === member.alarm);
  const evidence = alarm ? evidenceOf(alarm) : 'unknown';
  const proof = proofs.get(member.alarm);
  if (!alarm || evidence === 'unknown') return unproven(member);
  if (evidence === 'alarm') {
    const { sinceMs, changedMs, title, severity } = memberOf(alarm, proof, nowMs);
    const cameBack = member.state === 'ok' || member.state === 'removed';
    // What failed in an earlier outage is not the begin of this one: others were served between them.
    const before = cameBack ? withoutFirst(member) : member;
    const { firstFailureMs, lastFailureMs } = failing(before, proof, nowMs);
    return withoutGood({
      ...before,
      title,
      severity,
      state: 'alarm',
      sinceMs: cameBack ? sinceMs : Math.min(member.sinceMs, sinceMs),
      ...(changedMs !== undefined && { changedMs }),
      ...(firstFailureMs !== undefined && { firstFailureMs }),
      ...(lastFailureMs !== undefined && { lastFailureMs }),
    });
  }
  if (!proof?.good) return unproven({ ...member, changedMs: alarm.sinceMs });
  const { good: before } = member;
  const isUnbroken =
    before !== undefined && (!keepsState(member) || proof.atMs - before.lastMs <= MOST_GAP_MS + (proof.slowerMs ?? 0));
  const sinceMs = isUnbroken ? before.sinceMs : goodSince(member, alarm, proof, nowMs);
  const good = { sinceMs, lastMs: Math.max(proof.atMs, before?.lastMs ?? 0) };
  return { ...member, state: 'ok', changedMs: alarm.sinceMs, good };
}

/** True when the end of every member is proven, or it is watched no longer. */
export const isProvenWell = (members: Member[]): boolean =>
  members.every((m) => m.state === 'removed' || (m.state === 'ok' && m.good !== undefined));

/** Since when all members are well, epoch ms; undefined when none is watched any more. */
export function wellSince(members: Member[]): number | undefined {
  const since = members.flatMap((m) => m.good?.sinceMs ?? []);
  return since.length > 0 ? Math.max(...since) : undefined;
}

/**
 * Since when all members had been well right before one of them failed again, and when it did, epoch ms, by alarms and datapoints and not
 * by when they were looked at; undefined where none failed again, or not all were proven well then.
 */
export function wellBefore(members: Member[], { alarms, proofs }: Seen): { wellMs: number; failedMs: number } | undefined {
  const failing = alarms.filter((a) => evidenceOf(a) === 'alarm' && members.some((m) => m.alarm === a.name));
  if (failing.length === 0 || !isProvenWell(members)) return undefined;
  const firstMs = ({ name, sinceMs }: AlarmState) => {
    const proof = proofs.get(name);
    return proof && !proof.good ? Math.min(sinceMs, proof.atMs) : sinceMs;
  };
  const failedMs = Math.min(...failing.map(firstMs));
  const wasProven = ({ alarm, signal, good }: Member) =>
    !good || isFresh(good.lastMs, signalOf(signal).measure, failedMs, proofs.get(alarm)?.slowerMs);
  const wellMs = wellSince(members);
  return wellMs !== undefined && members.every(wasProven) ? { wellMs, failedMs } : undefined;
}

/** So long without a run that saw it, an alarm that keeps its state without data has no unbroken proof. */
const MOST_GAP_MS = 300_000;
const NO_GAP_MS = 120_000;

const keepsState = ({ signal }: Member): boolean => signalOf(signal).missingData === 'ignore';

/**
 * Since when it is good: since the datapoint, or the alarm where that turned before. So no wake-up that was lost moves the end, nor an alarm
 * that was evaluated late; but not where the alarm keeps its state without data, and not after a run that saw no proof.
 */
function goodSince(member: Member, alarm: AlarmState, proof: Proof, nowMs: number): number {
  const mayHaveGap = keepsState(member) && nowMs - alarm.sinceMs > NO_GAP_MS;
  const hadGap = member.state === 'ok' || (member.state === 'unknown' && member.changedMs === alarm.sinceMs);
  return mayHaveGap || hadGap ? proof.atMs : Math.min(alarm.sinceMs, proof.atMs, nowMs);
}

/** Once recovered, a gap in the data does not undo it; but its proof begins anew. */
function unproven(member: Member): Member {
  return withoutGood({ ...member, state: member.state === 'ok' || member.state === 'removed' ? member.state : 'unknown' });
}

function withoutFirst({ firstFailureMs: _, ...member }: Member): Member {
  return member;
}

function withoutGood({ good: _, ...member }: Member): Member {
  return member;
}

function failing(
  { firstFailureMs, lastFailureMs }: Pick<Member, 'firstFailureMs' | 'lastFailureMs'>,
  proof: Proof | undefined,
  nowMs: number,
): Pick<Member, 'firstFailureMs' | 'lastFailureMs'> {
  const first = Math.min(firstFailureMs ?? nowMs, proof?.firstFailureMs ?? nowMs);
  const last = Math.max(lastFailureMs ?? 0, proof?.lastFailureMs ?? 0);
  return {
    ...((firstFailureMs !== undefined || proof?.firstFailureMs !== undefined) && { firstFailureMs: first }),
    ...(last > 0 && { lastFailureMs: last }),
  };
}
