import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import type { Clock, IssueSource, LogSource, Receiver, SecretAges, Secrets, WindowSource } from '../../functions/shared/ports.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import type { WatchListener } from './watch.ts';

/** What goes beside the monitor, such as the page: told of each change, closed at the end. */
export interface Beside {
  observed(observation: Observation): void;
  changed(): void;
  close(): Promise<void>;
}

/** What is known of the monitor that it goes beside. */
export interface BesideWhat {
  config: MonitorConfig;
  store: SqliteStore;
  clock: Clock;
  receivers: Receiver[];
  secrets: Secrets & SecretAges;
  logs?: LogSource;
  issues?: IssueSource;
  windows?: WindowSource;
}

/** The same listener, and somebody who is told of all that it is told. */
export function heardBy(listener: WatchListener, beside: Pick<Beside, 'observed' | 'changed'>): WatchListener {
  return {
    observed(observation) {
      listener.observed(observation);
      beside.observed(observation);
      beside.changed();
    },
    changed(changes) {
      listener.changed(changes);
      beside.changed();
    },
    failed(what, error) {
      listener.failed(what, error);
      beside.changed();
    },
  };
}
