import type { Severity } from '../signal.ts';

/** What is told about an incident, before any channel's form. Everything in it is redacted already. */
export interface Message {
  kind: 'opened' | 'changed' | 'reminded' | 'resolved';
  severity: Severity;
  /** The standing, or RESOLVED. */
  tag: string;
  /** The cause in a few words. */
  short: string;
  /** ASCII, under 100 characters. */
  subject: string;
  /** The first sentence: what, where, since when, for how long. */
  headline: string;
  /** The sentence that names the cause. */
  cause: string;
  /** What changed since this receiver was last told. */
  news: string[];
  /** What follows from the cause or failed with it, in words. */
  also: string[];
  seen: Sighting[];
  errors: ErrorLine[];
  /** What to do, with the anchor in the runbook. */
  todo: { text: string; runbook: string };
  links: Link[];
  /** What the reader must know about the monitor itself, such as a receiver that failed. */
  notices: string[];
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
  /** Never seen before. */
  isNew: boolean;
}

/** "7 times, new", or nothing. */
export function errorRemarks({ count, isNew }: ErrorLine): string {
  return [count > 1 ? `${count} times` : '', isNew ? 'new' : ''].filter(Boolean).join(', ');
}

export interface Link {
  label: string;
  url: string;
}
