import type { AlarmState } from '../../shared/signals/alarm-state.ts';
import type { Proof } from './proof.ts';

/** What is known now. */
export interface Seen {
  alarms: AlarmState[];
  /** The alarms that the configuration defines: one of them that is missing is unknown, any other is no longer watched. */
  configured: ReadonlySet<string>;
  /** The fresh datapoints, by the alarm's name. */
  proofs: ReadonlyMap<string, Proof>;
  /** Alarms of what is over already, by their names: they open nothing and join nothing. */
  momentary?: ReadonlySet<string>;
}
