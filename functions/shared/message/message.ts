import type { Severity } from '../signals/signal.ts';
import { plural } from '../text/words.ts';

/** What is told about an incident, before any channel's form. Everything in it is redacted already. */
export interface Message {
  kind: 'opened' | 'changed' | 'reminded' | 'resolved' | 'digest';
  severity: Severity;
  /** The standing, or RESOLVED. */
  tag: string;
  /** The cause in a few words. */
  short: string;
  /** Whose story it goes on with, and by which step: the same when the same is sent again. Absent when it is no incident's. */
  story?: { incident: string; step: string };
  /** ASCII, under 100 characters; of one cause only the text in brackets changes, so that mail clients thread it. */
  subject: string;
  /** The same with what is known now, where nothing threads by it. @default the subject */
  title?: string;
  /** What stays in the subjects of this cause. */
  topic?: string;
  /** What makes it the same cause again. */
  causeId?: string;
  /** The first sentence: what, where, since when, for how long. */
  headline: string;
  /** The sentence that names the cause. */
  cause: string;
  /** False when something else could look the same: then it is a probable cause. */
  certain: boolean;
  /** What changed since this receiver was last told. */
  news: string[];
  /** What follows from the cause or failed with it, in words. */
  also: string[];
  seen: Sighting[];
  /** The first few kinds of error, and how many more there are. */
  errors: ErrorLine[];
  moreErrors?: number;
  /** What was looked at, in a digest. */
  checklist?: ChecklistItem[];
  /** What began and ended when, the oldest first; empty where it says no more than the headline. */
  timeline: { when: string; what: string }[];
  /** What to do, with its place in the runbook; absent where there is nothing to do at once. */
  todo?: { text: string; runbook: string };
  links: Link[];
  /** What the reader may answer, in this order; see `actions.ts`. */
  actions?: Action[];
  /** Draws what the alarm watches, PNG, for a receiver that shows pictures. */
  chart?: () => Promise<Uint8Array>;
  /** What it shows: "memory is high". */
  chartOf?: string;
  /** What the reader must know about the monitor itself, such as a receiver that failed. */
  notices: string[];
  /** Somebody has the incident. */
  acknowledged?: Acknowledged;
  /** All its news is what somebody answered, so that nothing is asked of the reader. */
  answered?: 'on it' | 'silent' | 'no incident';
  /** Somebody said that it is none; the reason may be empty. */
  dismissed?: { by: string; why: string };
}

/** Who has an incident, and whether the message says so for the first time: with other news, or as all its news. */
export interface Acknowledged {
  by: string;
  news: 'none' | 'some' | 'all';
}

/** What a reader may say to a message, and by what it is known where the answer is taken. */
export type ActionId = 'acknowledge' | 'silence' | 'not-an-incident' | 'test';

/** One answer that a message offers. */
export interface Action {
  id: ActionId;
  /** "Silence". */
  label: string;
  /** A right to this one answer, good once and for a time: it is shown to its receiver, and kept nowhere else. Never redacted, never cut. */
  url: string;
  /** What a button of Slack is about; absent where nobody checks Slack's signature, so that there are links alone. */
  slack?: string;
}

/** What stands before the cause; without data it is only what was known last. */
export function causeLabel({ certain, tag }: Pick<Message, 'certain' | 'tag'>): string {
  if (tag === 'UNKNOWN') return 'Last known';
  return certain ? 'Cause' : 'Probable cause';
}

/** One row of "What we saw". */
export interface Sighting {
  when: string;
  what: string;
  fact: string;
}

export interface ErrorLine {
  when: string;
  level: string;
  logger: string;
  text: string;
  count: number;
  /** "new", "known since 2026-11-20", or nothing where it is not known. */
  age: string;
  /** What was raised and where, then the other lines of the same requests; a line each. */
  trace: string[];
}

/** "7 times, new", or nothing. */
export function errorRemarks({ count, age }: ErrorLine): string {
  return [count > 1 ? `${count} times` : '', age].filter(Boolean).join(', ');
}

/** "and 2 more kinds of error", a line or none. @param left how many of the errors are not shown beside. */
export function moreKinds({ moreErrors = 0 }: Pick<Message, 'moreErrors'>, left = 0): string[] {
  const more = moreErrors + Math.max(0, left);
  return more > 0 ? [`and ${plural(more, 'more kind')} of error`] : [];
}

/**
 * well: nothing to do. bad: somebody must look. unknown: it could not be found out, so somebody must look too.
 * person: only a person can do it. off: not watched, by the configuration.
 */
export type ItemStatus = 'well' | 'bad' | 'unknown' | 'person' | 'off';

/** One line of a digest's checklist, filled in. */
export interface ChecklistItem {
  status: ItemStatus;
  what: string;
  /** The value, with its trend. */
  fact: string;
  /** What stands below it, a line each. */
  more: string[];
  /** Stands not in the subject. */
  isMinor?: boolean;
  /** Where to see it. */
  link?: Link;
}

export const STATUS_SIGN: Record<ItemStatus, string> = { well: '✔', bad: '✖', unknown: '?', person: '☐', off: '–' };

export interface Link {
  label: string;
  url: string;
}
