import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Known } from '../exposition/families.ts';
import { evaluatorOf, type WatchPorts } from './watch.ts';

/** What can be told to others: read from the store, as it is at the moment. @throws when it cannot be read. */
export async function knownOf(config: MonitorConfig, ports: WatchPorts): Promise<Known> {
  const { state } = ports.store;
  const [observations, alarms, remembered] = await Promise.all([
    state.observations(),
    evaluatorOf(config, ports).states(),
    state.load(),
  ]);
  return { config, observations, alarms, incidents: remembered.state.incidents, nowMs: ports.clock.now() };
}
