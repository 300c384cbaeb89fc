import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import { compareStanding, standingOf } from '../../shared/signals/standing.ts';

/**
 * What was called no incident is told again when it is more than what was known then: an alarm that is on, was none of its own, and is worth
 * a message; or a worse standing. A person who judged one thing did not judge the next.
 */
export function withoutOverruled(state: ReporterState, nowMs: number): ReporterState {
  if (!state.incidents.some(isOverruled)) return state;
  return { ...state, incidents: state.incidents.map((i) => (isOverruled(i) ? asIncident(i, nowMs) : i)) };
}

function isOverruled({ dismissed, resolvedMs, revision, members }: Incident): boolean {
  if (!dismissed || resolvedMs !== undefined || revision <= dismissed.revision) return false;
  const isNew = members.some(({ state, alarm }) => state === 'alarm' && !dismissed.alarms.includes(alarm));
  return isNew || compareStanding(standingOf(members), dismissed.standing) < 0;
}

function asIncident({ dismissed, ...incident }: Incident, nowMs: number): Incident {
  const note = `It is worse than when ${dismissed?.by ?? 'somebody'} said that it is no incident, so you are told again`;
  const change = { revision: incident.revision, atMs: nowMs, joined: [], recovered: [], note };
  return { ...incident, changes: [...incident.changes, change] };
}
