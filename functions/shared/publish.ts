import type { Metric } from './metrics.ts';
import type { Observation } from './observation.ts';
import type { MetricStore, StateStore } from './ports.ts';

/**
 * Publishes one run of a check. The observation goes first: the metric may turn an alarm at once, and the message about
 * it wants the newest observation.
 */
export async function publish(
  observation: Observation,
  metrics: Metric[],
  ports: { store: Pick<StateStore, 'saveObservation'>; metrics: Pick<MetricStore, 'put'> },
): Promise<void> {
  await ports.store.saveObservation(observation);
  await ports.metrics.put(metrics, observation.atMs);
}
