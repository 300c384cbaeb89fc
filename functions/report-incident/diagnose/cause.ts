import type { SignalId } from '../../shared/signals/signal.ts';
import type { Witnesses } from './witnesses.ts';

/** A cause that fits what was seen. */
export interface Finding {
  /** A few words, for the subject. */
  short: string;
  /** One sentence. */
  sentence: string;
  /** False when something else could look the same. */
  certain: boolean;
}

/** One rule: when a cause fits, in which words, and what it explains. */
export interface Cause {
  id: string;
  /** The signals that this cause makes alarm. */
  explains: SignalId[];
  /** Causes that are only what this one looks like from elsewhere. */
  subsumes?: string[];
  finds(w: Witnesses): Finding | undefined;
  /** What to do first. */
  firstStep: string;
  /** The signal whose part of the runbook helps. */
  runbook: SignalId;
}

export const sure = (short: string, sentence: string): Finding => ({ short, sentence, certain: true });
export const likely = (short: string, sentence: string): Finding => ({ short, sentence, certain: false });

/** An exception as a person says it: without its module and without details that are none. */
export const plain = (exception: string): string => exception.replace(/^(?:\w+\.)+(?=\w)/, '').replace(/\s*Details: \.?$/, '');
