import type { ReceiverRecord } from '../../shared/incident/receiver-record.ts';
import type { Incident, ReporterState } from '../../shared/incident/reporter-state.ts';
import { readersTime } from '../../shared/text/readers-time.ts';
import { redact } from '../../shared/text/redact.ts';
import { plural } from '../../shared/text/words.ts';
import { telling } from './tell.ts';

type Record = Pick<ReceiverRecord, 'told' | 'attempts' | 'failing'>;

/** More ends go into the message about what is open now, so that it does not wait for them. */
const MOST_FIRST = 3;
const MOST_NAMED = 3;

/** The ends that a receiver was not told, or of which nobody knows whether it was; the oldest first. */
export function endsToTell(
  { incidents, silence }: Pick<ReporterState, 'incidents' | 'silence'>,
  record: Pick<Record, 'told'>,
  nowMs: number,
  isWanted: (incident: Incident) => boolean = () => true,
): Incident[] {
  return incidents
    .filter((i) => i.resolvedMs !== undefined && telling(i, record.told[i.id], nowMs, silence, isWanted(i)).send)
    .toSorted((a, b) => (a.resolvedMs as number) - (b.resolvedMs as number));
}

/**
 * The end that goes out before the begin of another incident, as it happened: of what a receiver knows to be open, where it takes what it is
 * sent, and where no copy may have arrived. All other ends stand in the message about what is open now.
 */
export function endToTellFirst(ends: Incident[], record: Record): Incident | undefined {
  const known = ends.filter(({ id }) => record.told[id] !== undefined && !mayHaveArrived(record, id));
  return record.failing === undefined && known.length <= MOST_FIRST ? known[0] : undefined;
}

/** Whether something of an incident was sent, and nobody knows what became of it. */
export function mayHaveArrived({ attempts }: Pick<Record, 'attempts'>, id: string): boolean {
  return attempts.some(({ key }) => key.startsWith(`${id} `));
}

/** What is over and stands in a message about what is open: a message of its own would come behind it and be taken for its end. */
export function endNotices(ends: Incident[], { told }: Pick<Record, 'told'>, timezone?: string): string[] {
  const time = readersTime(timezone);
  const newest = ends.toReversed();
  const named = newest.slice(0, MOST_NAMED).map((incident) => {
    const { id, account, openedMs, resolvedMs = 0 } = incident;
    const short = told[id]?.short ?? account?.short ?? 'another incident';
    return `Ended before this: ${redact(short)}, ${time.clocks(openedMs, resolvedMs)}.`;
  });
  const rest = newest.length - named.length;
  return rest > 0 ? [...named, `And ${plural(rest, 'more incident')}: see npx atlasml-monitor incident list.`] : named;
}

/** The record of a receiver that was told of ends in a message about something else. */
export function markOver(record: ReceiverRecord, ends: Incident[]): ReceiverRecord {
  const told = { ...record.told };
  for (const { id, revision } of ends) told[id] = { ...(told[id] ?? { reminders: 0, sent: [] }), revision, isOver: true };
  const attempts = record.attempts.filter(({ key }) => !ends.some(({ id }) => key.startsWith(`${id} `)));
  return { ...record, told, attempts };
}
