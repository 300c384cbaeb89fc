/** What AtlasML's own project at Sentry held of a window, asked while a message is written. Redacted; times are epoch ms. */
export interface SentryObservation {
  atMs: number;
  window: { startMs: number; endMs: number };
  /** Those with the most events in the window, the most frequent first. */
  issues: SentryIssue[];
  /** How many more there are; `orMore` where not all were counted. */
  others: number;
  orMore: boolean;
  /** Why nothing is known of it; then there are no issues, which is not the same as none. */
  unknown?: string;
}

/** An issue: all events of one kind. Events and users are those of the window that was asked for. */
export interface SentryIssue {
  /** The short name that people see: ATLASML-1A. */
  id: string;
  title: string;
  /** Where it was raised, as Sentry names it; empty where it does not say. */
  culprit: string;
  events: number;
  users: number;
  /** Of all its events, not those of the window alone; absent where Sentry did not say. */
  firstSeenMs?: number;
  lastSeenMs?: number;
  /** `new`, `ongoing`, `escalating`, `regressed`, `resolved` or `archived`; empty where it is not known. */
  status: string;
  /** True where AtlasML did not catch it. */
  isUnhandled: boolean;
  /** Where it is shown; absent where the address is not one of that Sentry. */
  url?: string;
}

/** How many issues fit a question, and the first of them; `orMore` where not all were counted. */
export interface IssueCount {
  count: number;
  orMore: boolean;
  first: SentryIssue[];
}

/** What the checklists tell of the issues of the last days. */
export interface IssueCounts {
  /** First seen in these days. */
  fresh: IssueCount;
  /** With events in these days, and neither resolved nor archived. */
  unresolved: IssueCount;
  /** Once resolved, and back. */
  regressed: IssueCount;
}
