import type { Told } from '../../shared/incident/receiver-record.ts';
import type { Dismissal, Incident } from '../../shared/incident/reporter-state.ts';
import type { Acknowledged, Message } from '../../shared/message/message.ts';
import { redact } from '../../shared/text/redact.ts';

/** What a change says in which somebody took an incident on. */
export const noteOfAck = (by: string): string => `${by} is on it`;

/** Who said that an incident is none, and why. */
export const noIncidentWords = ({ by, why }: Pick<Dismissal, 'by' | 'why'>): string =>
  `It was no incident, said ${by}${why && `: ${why}`}`;

/** Who has an incident, and whether this is news to a receiver; undefined where nobody has. */
export function acknowledgedOf(
  { acknowledgedBy: by, changes }: Pick<Incident, 'acknowledgedBy' | 'changes'>,
  told: Pick<Told, 'revision'> | undefined,
): Acknowledged | undefined {
  if (by === undefined) return undefined;
  const since = changes.filter(({ revision }) => revision > (told?.revision ?? 0));
  const isAck = ({ note }: Incident['changes'][number]) => note === noteOfAck(by);
  const news = !since.some(isAck) ? 'none' : told && since.every(isAck) ? 'all' : 'some';
  return { by: redact(by), news };
}

/** What was answered, where that is all that is new to a receiver: whoever is woken sees that nothing is asked of him. */
export function answeredOf(incident: Incident, told: Pick<Told, 'revision'> | undefined): Message['answered'] {
  if (acknowledgedOf(incident, told)?.news === 'all') return 'on it';
  const { revision, answerRevision, dismissed } = incident;
  if (answerRevision !== revision || told?.revision !== revision - 1) return undefined;
  return dismissed?.revision === revision ? 'no incident' : 'silent';
}
