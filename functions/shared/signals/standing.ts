import type { MemberState } from './alarm-state.ts';
import type { Severity, SignalId } from './signal.ts';

/** How bad it is, in the words of the subject line, the worst first. */
export const STANDINGS = ['DOWN', 'ALERT', 'WARN', 'UNKNOWN', 'WELL'] as const;
export type Standing = (typeof STANDINGS)[number];

const MEANS_DOWN: SignalId[] = ['endpoint-down', 'component-down'];

/** The standing of an incident by its members: DOWN while users cannot be served, UNKNOWN while no alarm has data. */
export function standingOf(members: { signal: SignalId; severity: Severity; state: MemberState }[]): Standing {
  const alarming = members.filter((m) => m.state === 'alarm');
  if (alarming.some((m) => MEANS_DOWN.includes(m.signal))) return 'DOWN';
  if (alarming.some((m) => m.severity === 'page')) return 'ALERT';
  if (alarming.length > 0) return 'WARN';
  return members.some((m) => m.state === 'unknown') ? 'UNKNOWN' : 'WELL';
}

/** Negative when `a` is worse than `b`. */
export function compareStanding(a: Standing, b: Standing): number {
  return STANDINGS.indexOf(a) - STANDINGS.indexOf(b);
}
