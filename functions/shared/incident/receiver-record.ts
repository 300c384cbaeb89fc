import { compareStanding, type Standing } from '../signals/standing.ts';
import type { Incident, Sent } from './reporter-state.ts';

/** What one receiver was told, and how its last attempt went; no other receiver's sends touch it. */
export interface ReceiverRecord {
  receiver: string;
  /** What a conditional save checks. */
  version: number;
  /** By the incident's id. */
  told: Record<string, Told>;
  /** Sends that were begun and of which it is not known whether they arrived. */
  attempts: Attempt[];
  /** While a run sends, others leave this receiver alone until then. */
  busyUntilMs?: number;
  /** The receiver asked to be left alone until then. */
  notBeforeMs?: number;
  /** Since when nothing arrives, and why. Redacted. */
  failing?: { sinceMs: number; error: string };
  /** The notices it was told, by their ids. */
  noticed: string[];
}

/** What a receiver was last told about an incident. */
export interface Told {
  revision: number;
  /** True once its end was told. */
  isOver?: true;
  reminders: number;
  /** Where the receiver tells the story of the incident. */
  thread?: string;
  /** The words of the worst standing that it was told; the end repeats them. */
  short?: string;
  topic?: string;
  /** The cause that the topic names. */
  causeId?: string;
  worst?: Standing;
  /** The newest only. */
  sent: Omit<Sent, 'receiver'>[];
}

export interface Attempt {
  /** What is sent: the incident, its revision and the kind of message. */
  key: string;
  /** Of the newest. */
  atMs: number;
  /** How many attempts of this key there were, this one included. */
  count: number;
}

export const emptyRecord = (receiver: string): ReceiverRecord => ({ receiver, version: 0, told: {}, attempts: [], noticed: [] });

/** An incident with what all receivers were told of it, as it is archived and listed. */
export function withTold(incident: Incident, records: ReceiverRecord[]): Incident {
  const told = records.flatMap((r) => {
    const of = r.told[incident.id];
    return of ? [{ receiver: r.receiver, ...of }] : [];
  });
  const worst = told
    .filter((t) => t.worst !== undefined)
    .sort((a, b) => compareStanding(a.worst as Standing, b.worst as Standing))[0];
  const sent = told.flatMap(({ receiver, sent: list }) => list.map((s) => ({ ...s, receiver }))).sort((a, b) => a.atMs - b.atMs);
  return {
    ...incident,
    ...(worst?.short !== undefined && { short: worst.short }),
    ...(worst?.worst !== undefined && { worst: worst.worst }),
    ...(sent.length > 0 && { sent }),
  };
}
