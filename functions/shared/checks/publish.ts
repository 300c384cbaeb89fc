import type { Observation } from '../observation.ts';
import type { MetricStore, StateStore } from '../ports.ts';
import type { Metric } from '../signals/metrics.ts';
import { hideAddresses } from '../text/hide-addresses.ts';
import { soundTexts } from '../text/sound.ts';

/**
 * Publishes one run of a check. The observation goes first: the metric may turn an alarm at once, and the message about
 * it wants the newest observation. The metrics go even when it cannot be saved: alarms work without the table.
 * @returns the observation as it was stored.
 * @throws what either store throws.
 */
export async function publish<T extends Observation>(
  seen: T,
  metrics: Metric[],
  ports: { store: Pick<StateStore, 'saveObservation'>; metrics: Pick<MetricStore, 'put'> },
  { hideIpAddresses = false }: { hideIpAddresses?: boolean } = {},
): Promise<T> {
  const sound = soundTexts(seen);
  const observation = hideIpAddresses ? hideAddresses(sound) : sound;
  try {
    await ports.store.saveObservation({ ...observation, published: metrics });
  } finally {
    if (metrics.length > 0) await ports.metrics.put(metrics, observation.atMs);
  }
  return observation;
}
