import type { Remembered } from '../../functions/report-incident/remembered.ts';
import type { ErrorKind } from '../../functions/shared/observation.ts';
import type { MetricStore, WindowSource } from '../../functions/shared/ports.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import type { SignalId } from '../../functions/shared/signals/signal.ts';
import type { StoreNotice } from '../store/notices.ts';

/** An alarm, of ours or about the monitor itself. */
export type ShownAlarm = Pick<AlarmState, 'name' | 'title' | 'severity' | 'value' | 'sinceMs'> & {
  /** Absent for one about the monitor itself. */
  signal?: SignalId;
};

/** Who watches now. */
export interface Watcher {
  /** False when nobody does: then all that is known is of the past. Absent where it cannot be asked, as in AWS. */
  isRunning?: boolean;
  /** "process 4711 on host" */
  words: string;
  /** Since when, epoch ms. */
  sinceMs?: number;
}

/**
 * What is to be read of a monitor by whoever shows it: a store on this machine, or the deployed one in AWS. Each part throws when it
 * cannot be read, which makes that part unknown and no other.
 */
export interface MonitorView {
  watcher(): Promise<Watcher>;
  alarms(): Promise<ShownAlarm[]>;
  remembered(): Promise<Remembered>;
  metrics: Pick<MetricStore, 'read'>;
  /** The kinds of error whose newest line is younger than that, epoch ms. */
  errors(sinceMs: number): Promise<ErrorKind[]>;
  /** Absent where none are planned. */
  windows?: WindowSource;
  /** What the store has to say of itself since a moment, epoch ms, the newest last; absent in AWS. */
  notices?(sinceMs: number): StoreNotice[];
}
