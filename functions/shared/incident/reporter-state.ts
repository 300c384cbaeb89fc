import type { EarlierEvidence } from '../log-evidence.ts';
import type { MemberState } from '../signals/alarm-state.ts';
import type { Severity, SignalId } from '../signals/signal.ts';
import type { Standing } from '../signals/standing.ts';

/** The form in which the state is stored; `read-state.ts` reads those before it. */
export const STATE_SCHEMA = 2;

/** What the reporter remembers of incidents; what each receiver was told stands in its own record (`receiver-record.ts`). */
export interface ReporterState {
  /** What a conditional save checks. */
  version: number;
  /** Nobody is told anything until then, but for the end of what they know of. */
  silence?: Silence;
  /** The starts that count as one deploy: its grace runs from the first of them. Epoch ms. */
  deploy?: { firstStartMs: number; lastStartMs: number };
  /** The open incident and those whose end some receiver has not been told yet, oldest first. */
  incidents: Incident[];
  /** What people must know about the monitor's own memory, each told once. */
  notices: Notice[];
}

export interface Silence {
  fromMs: number;
  untilMs: number;
  why: string;
  by: string;
}

export interface Notice {
  id: string;
  atMs: number;
  text: string;
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
  /** The standing of the newest revision. */
  standing?: Standing;
  /** How often an alarm of it came back after it was well. */
  relapses?: number;
  /** The causes that were news, the newest last. */
  causes?: KnownCause[];
  /** What was known of it when it was at its worst. */
  account?: Account;
  /** What the log said in the course of it. */
  evidence?: EarlierEvidence;
  /** Who said that they are on it; it reminds nobody any more. */
  acknowledgedBy?: string;
  /** Somebody said that it is none. */
  dismissed?: Dismissal;
  /** The revision that says what a person answered: who knows of the incident hears of it, in a silence too. */
  answerRevision?: number;
  /** What made each answer one of its kind; none is taken twice. */
  spent?: string[];
  /** Every alarm that was part of it. */
  members: Member[];
  /** The cause in a few words and the standing, as told at its worst; in the archive, and where incidents are listed. */
  short?: string;
  worst?: Standing;
  /** What was sent, oldest first; in the archive, and where incidents are listed. */
  sent?: Sent[];
}

/** "Not an incident": nobody hears more of it until it is over, or more than this. */
export interface Dismissal {
  atMs: number;
  by: string;
  /** In the words of whoever said so; may be empty. */
  why: string;
  /** The revision that says so. */
  revision: number;
  /** How it stood then. */
  standing: Standing;
  /** All that had been on by then. */
  alarms: string[];
}

/** A cause by what makes it the same one again, and its words. */
export interface KnownCause {
  id: string;
  short: string;
  /** When it was last told, and of which alarm. */
  atMs?: number;
  alarm?: string;
  certain?: boolean;
  /** False when the fact of the alarm stood for a cause. */
  isFound?: boolean;
  /** Told in place of another; it is corrected no more. */
  isCorrection?: true;
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
  /** Alarms that are no longer configured. */
  removed?: string[];
  /** What a person did, such as acknowledge it, or a cause that is over. */
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
  /** When the alarm's state last changed, by the alarm itself. */
  changedMs?: number;
  /** The first and the last failure that were seen, by the checks; the alarm's own times and windows are wider. */
  firstFailureMs?: number;
  lastFailureMs?: number;
  /** The unbroken run of good datapoints since the last failure: the proof of an end. */
  good?: { sinceMs: number; lastMs: number };
  /** When it was last part of a message that it was in alarm. */
  spokenMs?: number;
}

export const EMPTY_STATE: ReporterState = { version: 0, incidents: [], notices: [] };

/** Sorts by when an incident began. */
export function archiveKey({ openedMs, id }: Pick<Incident, 'openedMs' | 'id'>): string {
  return `${new Date(openedMs).toISOString()} ${id}`;
}
