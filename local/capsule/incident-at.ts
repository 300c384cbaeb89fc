import type { Incident, Member } from '../../functions/shared/incident/reporter-state.ts';
import type { AlarmTurn, MemberState } from '../../functions/shared/signals/alarm-state.ts';
import type { Capsule } from './format.ts';

const STATES: Record<AlarmTurn['became'], MemberState> = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'unknown' };

/** The incidents as they were at a moment, the oldest first. Pure. @param atMs epoch ms. */
export function incidentsAt(capsule: Pick<Capsule, 'incidents' | 'turns' | 'messages'>, atMs: number): Incident[] {
  const { incidents } = capsule;
  const ids = [...new Set(incidents.map(({ incident }) => incident.id))];
  return ids
    .flatMap((id) => {
      const versions = incidents.filter(({ incident }) => incident.id === id);
      const then = versions.findLast((v) => v.atMs <= atMs)?.incident;
      if (then) return then;
      const last = versions.at(-1)?.incident;
      return (last && incidentAt(last, capsule, atMs)) ?? [];
    })
    .sort((a, b) => a.openedMs - b.openedMs);
}

/**
 * An incident as it was, by how it ended: what came later is taken away. A cause was known since a message named it, at the latest since
 * its account was written. Undefined before it began.
 */
export function incidentAt(
  last: Incident,
  { turns, messages }: Pick<Capsule, 'turns' | 'messages'>,
  atMs: number,
): Incident | undefined {
  if (atMs < last.openedMs) return undefined;
  const { resolvedMs, account, acknowledgedBy, dismissed, evidence, short, worst, standing: _, ...rest } = last;
  const changes = last.changes.filter((c) => c.atMs <= atMs);
  const told = messages.filter((m) => m.incident === last.id && m.atMs <= atMs);
  const isKnown = (cause: { atMs?: number; short: string }) =>
    (cause.atMs ?? 0) <= atMs || told.some(({ subject }) => subject.includes(cause.short));
  const causes = last.causes?.filter(isKnown);
  const sent = last.sent?.filter((s) => s.atMs <= atMs);
  const isFound = account !== undefined && isKnown(account);
  const isOver = resolvedMs !== undefined && (toldOver(last) ?? resolvedMs) <= atMs;
  const isTaken = changes.some(({ note }) => acknowledgedBy !== undefined && note?.startsWith(`${acknowledgedBy} is on it`));
  return {
    ...rest,
    changes,
    members: last.members
      .filter((m) => joinedMs(m, last.openedMs, turns) <= atMs)
      .map((m) => ({ ...m, state: isOver ? 'ok' : stateAt(m, turns, atMs) })),
    ...(causes && { causes }),
    ...(sent && { sent }),
    ...(isFound && { account, ...(evidence && { evidence }), ...(short !== undefined && { short }), ...(worst && { worst }) }),
    ...(isTaken && acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(dismissed && dismissed.atMs <= atMs && { dismissed }),
    ...(isOver && resolvedMs !== undefined && { resolvedMs }),
  };
}

/** It is over when that has lasted, which is when it is told. */
const toldOver = ({ sent = [] }: Incident) => sent.find(({ kind }) => kind === 'resolved')?.atMs;

/** What came back went into alarm before. */
function joinedMs({ alarm, sinceMs }: Member, openedMs: number, turns: readonly AlarmTurn[]): number {
  const first = turns.find((t) => t.name === alarm && t.became === 'ALARM' && t.atMs >= openedMs);
  return Math.min(sinceMs, first?.atMs ?? sinceMs);
}

function stateAt({ alarm }: Member, turns: readonly AlarmTurn[], atMs: number): MemberState {
  const turn = turns.findLast((t) => t.name === alarm && t.atMs <= atMs);
  return turn ? STATES[turn.became] : 'alarm';
}
