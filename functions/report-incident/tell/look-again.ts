import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { AskedAgain } from '../../shared/observation.ts';
import type { Clock, TimeLimit } from '../../shared/ports.ts';
import { signalOf } from '../../shared/signals/signals.ts';
import { everybody, type Wanted } from './routed.ts';
import { telling } from './tell.ts';

/** The messages wait no longer than this for it. */
const LONGEST_MS = 8_000;

/**
 * What is asked again while a message is written: only where an endpoint or what it reports is in alarm, and somebody is
 * to hear of it. A witness that does not come keeps no message back.
 * @param records of the receivers.
 */
export async function lookAgain(
  { incidents, silence }: ReporterState,
  records: ReceiverRecord[],
  { askAgain, clock, within }: { askAgain?(): Promise<AskedAgain>; clock: Clock; within: TimeLimit },
  wanted: Wanted = everybody,
): Promise<AskedAgain[]> {
  const nowMs = clock.now();
  const isToBeTold = (incident: Incident) =>
    incident.resolvedMs === undefined &&
    incident.members.some((m) => m.state === 'alarm' && signalOf(m.signal).measure === 'health') &&
    records.some((record) => {
      const isWanted = wanted(record.receiver, incident, nowMs);
      return telling(incident, record.told[incident.id], nowMs, silence, isWanted).send;
    });
  if (!askAgain || !incidents.some(isToBeTold)) return [];
  return within(LONGEST_MS, askAgain).then(
    (again) => [again],
    () => [],
  );
}
