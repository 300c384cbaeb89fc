import type { MemberState } from '../signals/alarm-state.ts';
import type { Severity, SignalId } from '../signals/signal.ts';
import type { Standing } from '../signals/standing.ts';

/** What the reporter remembers between runs. `version` is what a conditional save checks. */
export interface ReporterState {
  version: number;
  /** While a run tells people, others wait until this time (epoch ms) or until it is gone. */
  leaseUntilMs?: number;
  /** Nobody is told anything until then, but for the end of what they know of. */
  silence?: { fromMs: number; untilMs: number; why: string; by: string };
  /** The open incident and those whose end some receiver has not been told yet, oldest first. */
  incidents: Incident[];
}

/** What people are told about: opened, changed, resolved. Times are epoch milliseconds. */
export interface Incident {
  id: string;
  openedMs: number;
  /** Since when all was well; it is over when that has lasted. */
  resolvedMs?: number;
  /** Grows with every change that people should hear of. */
  revision: number;
  /** What happened since it opened, the newest last; only the newest are kept. */
  changes: Change[];
  /** The cause in a few words, as it was told at its worst; the end repeats it. */
  short?: string;
  /** What stays in the subjects of its cause, as told at its worst. */
  topic?: string;
  /** The worst standing that was told. */
  worst?: Standing;
  /** The standing of the newest revision. */
  standing?: Standing;
  /** How often an alarm of it came back after it was well. */
  relapses?: number;
  /** What was known of it when it was at its worst. */
  account?: Account;
  /** What was sent, the newest last; only the newest are kept. */
  sent?: Sent[];
  /** Who said that they are on it; it reminds nobody any more. */
  acknowledgedBy?: string;
  /** Every alarm that was part of it. */
  members: Member[];
  /** What each receiver was last told, by the receiver's name. */
  told: Record<string, Told>;
}

/** What was found out about an incident. Redacted. */
export interface Account {
  atMs: number;
  short: string;
  cause: string;
  certain: boolean;
  besides: string[];
  /** The kinds of error, each with its traceback below it. */
  errors: string[];
  /** When AtlasML last started, if it did in the minutes before. */
  lastStartMs?: number;
}

/** One message that a receiver took. */
export interface Sent {
  atMs: number;
  receiver: string;
  kind: string;
}

/** One change: which alarms joined and which are well again, by their titles. */
export interface Change {
  revision: number;
  atMs: number;
  joined: string[];
  recovered: string[];
  /** What a person did, such as acknowledge it. */
  note?: string;
}

export interface Member {
  alarm: string;
  signal: SignalId;
  subject: string;
  title: string;
  severity: Severity;
  state: MemberState;
  /** When it went into alarm. */
  sinceMs: number;
}

export interface Told {
  revision: number;
  reminders: number;
  /** Where the receiver tells the story of the incident. */
  thread?: string;
}

export const EMPTY_STATE: ReporterState = { version: 0, incidents: [] };

/** Sorts by when an incident began. */
export function archiveKey({ openedMs, id }: Pick<Incident, 'openedMs' | 'id'>): string {
  return `${new Date(openedMs).toISOString()} ${id}`;
}
