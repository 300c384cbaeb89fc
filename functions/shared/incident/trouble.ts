import { compareStanding, standingOf } from '../signals/standing.ts';
import type { Incident, Member } from './reporter-state.ts';

/** When the trouble ended: with the last failure that was seen; the alarms and their windows end later. Epoch ms. */
export function troubleEndMs({ members, openedMs, resolvedMs }: Incident): number {
  const last = members.flatMap((m) => m.lastFailureMs ?? []);
  const endMs = resolvedMs ?? openedMs;
  // Where a member never published a failure, only the alarms tell.
  return last.length < members.length ? endMs : Math.max(openedMs, Math.min(endMs, Math.max(...last)));
}

/** How long the trouble lasted, from the first failure to the last, ms. */
export function troubleMs(incident: Incident): number {
  return troubleEndMs(incident) - incident.openedMs;
}

/**
 * True when the worst of it is no longer configured, and was not seen to be well: then nobody knows whether it is.
 */
export function isUnwatched({ members }: Incident): boolean {
  const worst = (list: Member[]) => standingOf(list.map((m) => ({ ...m, state: 'alarm' })));
  const removed = members.filter((m) => m.state === 'removed');
  return removed.length > 0 && compareStanding(worst(removed), worst(members)) <= 0;
}
