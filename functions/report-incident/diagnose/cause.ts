import type { SignalId } from '../../shared/signals/signal.ts';
import { duration } from '../../shared/text/words.ts';
import type { Look, Witnesses } from './witnesses.ts';

/** The signals that a cause can explain; the last two have a meaning here also where no alarm is made for them. */
export type Explained = SignalId | 'requests-refused' | 'endpoint-flaky';

/** Who saw what a finding stands on. */
export type WitnessKind = 'probe' | 'log' | 'memory' | 'container' | 'alarm';

/** What weighs a finding. Times are epoch ms; absent is "as long as the trouble", "now". */
export interface Weight {
  /** Since when it was seen. */
  sinceMs?: number;
  /** The newest evidence. */
  freshMs?: number;
  /** How often it was logged, once for a request that logs several lines. */
  count?: number;
  /** Whose word it is. */
  by?: WitnessKind[];
  /** What it explains by now, where that is less than its rule says: something that is past explains no outage. */
  explains?: readonly Explained[];
}

/** A cause that fits what was seen. */
export interface Finding extends Weight {
  /** A few words, for the subject. */
  short: string;
  /** One sentence or two. */
  sentence: string;
  /** False when something else could look the same. */
  certain: boolean;
}

/** One rule: when a cause fits, in which words, and what it explains. */
export interface Cause {
  id: string;
  /** The signals that this cause makes alarm. */
  explains: readonly Explained[];
  /** How an endpoint that is down by this cause looks. @default any look */
  looks?: readonly Look[];
  /** Causes that are only what this one looks like from elsewhere. */
  subsumes?: readonly string[];
  finds(w: Witnesses): Finding | undefined;
  /** What to do first. */
  firstStep: string;
  /** The signal whose part of the runbook helps. */
  runbook: SignalId;
}

export const sure = (short: string, sentence: string, weight: Weight = {}): Finding => ({
  ...weight,
  short,
  sentence,
  certain: true,
});
export const likely = (short: string, sentence: string, weight: Weight = {}): Finding => ({
  ...weight,
  short,
  sentence,
  certain: false,
});

/** An exception as a person says it: without its module and without details that are none. */
export const plain = (exception: string): string => exception.replace(/^(?:\w+\.)+(?=\w)/, '').replace(/\s*Details: \.?$/, '');

/** So long the window of the log holds what was said, with what is on its way. */
const WINDOW_MS = 6 * 60_000;

/** " at 11:26:00 UTC, 20 min ago", for what is older than the window: how old it is decides what it is worth. */
export const whenOld = ({ nowMs, time }: Pick<Witnesses, 'nowMs' | 'time'>, atMs: number | undefined): string =>
  atMs === undefined || nowMs - atMs <= WINDOW_MS ? '' : ` at ${time.clock(atMs)}, ${duration(nowMs - atMs)} ago`;

export const ERRORS = [
  'new-error-kind',
  'server-errors',
  'server-error-rate',
  'critical-lines',
  'unfinished-requests',
] as const satisfies Explained[];
export const DOWN = ['endpoint-down', 'component-down', 'slow', 'endpoint-flaky'] as const satisfies Explained[];
export const RESTARTS = ['crash-loop', 'killed', 'logs-silent', ...DOWN, ...ERRORS] as const satisfies Explained[];
