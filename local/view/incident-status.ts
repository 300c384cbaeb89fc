import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { compareStanding, standingOf } from '../../functions/shared/signals/standing.ts';
import type { IncidentStatus } from './status.ts';

/** An open incident as it is now. What was told of it is of its worst: where that is over, the alarms say what is left. Pure. */
export function incidentStatus(incident: Incident): IncidentStatus {
  const { id, short, account, causes, members, acknowledgedBy, dismissed, worst } = incident;
  const standing = standingOf(members);
  const told = account?.short ?? causes?.at(-1)?.short ?? short ?? members[0]?.title ?? 'unknown';
  const isLess = worst !== undefined && compareStanding(standing, worst) > 0;
  const left = members.find(({ state }) => state === 'alarm')?.title;
  const isOver = 'its alarms are OK again; it ends when that lasts';
  return {
    id,
    sinceMs: beganMs(incident),
    standing,
    cause: isLess ? (left ?? isOver) : told,
    isCertain: isLess || (account?.certain ?? true),
    ...(account && !isLess && { told: account.cause }),
    ...(isLess && { worst: { standing: worst, cause: told } }),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(dismissed && { dismissedBy: dismissed.by }),
  };
}

/** When the trouble began; it is known of some moments later. */
export function beganMs({ openedMs, members }: Pick<Incident, 'openedMs' | 'members'>): number {
  return Math.min(openedMs, ...members.flatMap(({ firstFailureMs }) => firstFailureMs ?? []));
}
