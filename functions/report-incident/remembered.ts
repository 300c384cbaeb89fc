import { withTold } from '../shared/incident/receiver-record.ts';
import type { Incident, Notice, Silence } from '../shared/incident/reporter-state.ts';
import type { Observation } from '../shared/observation.ts';
import type { Clock, StateStore } from '../shared/ports.ts';
import { usableOnly } from './diagnose/usable.ts';

/** What the reporter and the checks remember, for whoever shows how it is now. */
export interface Remembered {
  /** Incidents that are not over, the newest first, with what was told of them. */
  open: Incident[];
  silence?: Silence;
  notices: Notice[];
  /** The newest of each check. */
  observations: Observation[];
}

/** Reads it and changes nothing. @throws when the store cannot be read. */
export async function remembered(
  store: Pick<StateStore, 'load' | 'observations'>,
  clock: Pick<Clock, 'now'>,
): Promise<Remembered> {
  const [{ state, receivers }, observations] = await Promise.all([store.load(), store.observations()]);
  const { silence, notices, incidents } = state;
  const open = incidents.filter((i) => i.resolvedMs === undefined).map((i) => withTold(i, Object.values(receivers)));
  const { usable } = usableOnly(observations, clock.now());
  return { open: open.reverse(), notices, observations: usable, ...(silence && { silence }) };
}
