import type { AskedAgain, Observation } from '../observation.ts';
import type { AlarmState } from '../signals/alarm-state.ts';
import type { ReceiverRecord } from './receiver-record.ts';
import type { ReporterState } from './reporter-state.ts';

/**
 * What one run of the reporter rested on, and what came of it: with it the same can be decided again, and `why` can be answered. Times are
 * epoch ms.
 */
export interface KeptRun {
  /** When it began to look. */
  atMs: number;
  /** What was decided (`reconcile.ts`). */
  reason: string;
  /** Every alarm, with the threshold it had; absent when they could not be read. */
  alarms?: KeptAlarm[];
  /** The names of alarms that were configured and not there. */
  missing: string[];
  /** The newest of each check, as they were read. */
  observations: Observation[];
  /** What was asked once more while the messages were written. */
  again?: AskedAgain;
  /** The planned window that was open. */
  window?: string;
  /** What was remembered before; absent where the run changed nothing. */
  before?: ReporterState;
  /** What was remembered then. */
  state: ReporterState;
  /** Of each receiver, after it was told. */
  receivers: ReceiverRecord[];
  told: { receiver: string; incident?: string; kind: string }[];
  /** Whom a message did not reach, and why. */
  failures: { receiver: string; error: string }[];
  /** What could not be read or written. */
  problems: string[];
  /** What was left out because it was too much, in words. */
  left?: string[];
}

export interface KeptAlarm extends Pick<AlarmState, 'name' | 'value' | 'sinceMs'> {
  threshold: number;
  /** Why it is so; left out for one that is OK. */
  reason?: string;
}

/** Where runs are kept for two weeks. */
export interface RunMemory {
  /** @throws when it takes nothing. */
  keep(run: KeptRun): Promise<void>;
  /** Those that began in a time, both ends included, the oldest first; one that cannot be read is left out. */
  between(startMs: number, endMs: number): Promise<KeptRun[]>;
  /** The newest that began then or before. */
  lastBefore(endMs: number): Promise<KeptRun | undefined>;
  /** The oldest that began then or after. */
  firstAfter(startMs: number): Promise<KeptRun | undefined>;
}
