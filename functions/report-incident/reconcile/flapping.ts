import type { Incident, Member } from '../../shared/incident/reporter-state.ts';

/** So many times an alarm of the incident came back after it was well: then it flaps, and is told as unstable. */
export const UNSTABLE_AFTER = 3;
/** An incident that flaps must stay well longer before it is over, at most so many times as long. */
const MOST_PATIENCE = 6;

/** How often an alarm of the incident went away and came back. */
export const relapsesOf = (incident: Pick<Incident, 'relapses'>): number => incident.relapses ?? 0;

/** True when the trouble comes and goes: each coming and going is then no news any more. */
export const isUnstable = (incident: Pick<Incident, 'relapses'>): boolean => relapsesOf(incident) >= UNSTABLE_AFTER;

/** How long all must have been well before the incident is over, ms; longer with each relapse. */
export function calmNeeded(incident: Pick<Incident, 'relapses'>, resolveAfterMs: number): number {
  return resolveAfterMs * Math.min(1 + relapsesOf(incident), MOST_PATIENCE);
}

/** True when its recovery was told, so that its coming back is news. */
export function wasToldWell({ changes, revision }: Incident, { title }: Member): boolean {
  const last = changes.findLast((c) => c.recovered.includes(title) || c.joined.includes(title));
  return (last?.recovered.includes(title) ?? false) && (last?.revision ?? 0) <= revision;
}
