import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { AskedAgain } from '../../shared/observation.ts';
import type { Clock } from '../../shared/ports.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { telling } from './tell.ts';

/**
 * What is asked again while a message is written: only where an endpoint or what it reports is in alarm, and somebody is
 * to hear of it. A witness that does not come keeps no message back.
 * @param receivers by their names.
 */
export async function lookAgain(
  { incidents, silence }: ReporterState,
  receivers: string[],
  { askAgain, clock }: { askAgain?(): Promise<AskedAgain>; clock: Clock },
): Promise<AskedAgain[]> {
  const nowMs = clock.now();
  const isToBeTold = (incident: Incident) =>
    incident.resolvedMs === undefined &&
    incident.members.some((m) => m.state === 'alarm' && signalOf(m.signal).measure === 'health') &&
    receivers.some((receiver) => telling(incident, receiver, nowMs, silence).send);
  if (!askAgain || !incidents.some(isToBeTold)) return [];
  return askAgain().then(
    (again) => [again],
    () => [],
  );
}
