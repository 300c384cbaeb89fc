import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import type { Message } from '../../shared/message/message.ts';
import { endsToTell, endToTellFirst, mayHaveArrived } from './ends-before.ts';
import { telling } from './tell.ts';

/** What of an incident is told next, and which ends of earlier ones the same message tells. */
export interface NextTelling {
  incident: Incident;
  kind: Message['kind'];
  /** The oldest first. */
  ends: Incident[];
}

/**
 * What is to be told to a receiver first. No end of an incident comes behind the begin of a later one: it goes out before, or stands in that
 * message. Without an open incident the ends go out one by one, the newest first, so that a receiver that was away hears first of what
 * matters now.
 */
export function nextTelling(
  state: Pick<ReporterState, 'incidents' | 'silence'>,
  record: Pick<ReceiverRecord, 'told' | 'attempts' | 'failing'>,
  nowMs: number,
  isToWait: (incident: Incident, kind: Message['kind']) => boolean = () => false,
  isWanted: (incident: Incident) => boolean = () => true,
): NextTelling | undefined {
  const ends = endsToTell(state, record, nowMs, isWanted);
  for (const incident of state.incidents.filter((i) => i.resolvedMs === undefined)) {
    const decision = telling(incident, record.told[incident.id], nowMs, state.silence, isWanted(incident));
    if (decision.send && !isToWait(incident, decision.reason)) {
      const first = endToTellFirst(ends, record);
      if (first && !isToWait(first, 'resolved')) return { incident: first, kind: 'resolved', ends: [] };
      return { incident, kind: decision.reason, ends };
    }
    // It may have arrived: an end behind it would be taken for its own.
    if (mayHaveArrived(record, incident.id)) return undefined;
  }
  for (const incident of ends.toReversed()) {
    if (!isToWait(incident, 'resolved')) return { incident, kind: 'resolved', ends: [] };
    if (mayHaveArrived(record, incident.id)) return undefined;
  }
  return undefined;
}
