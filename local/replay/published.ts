import { healthMetrics } from '../../functions/check-health/metrics.ts';
import { logMetrics } from '../../functions/check-logs/metrics.ts';
import { memoryMetrics } from '../../functions/check-memory/metrics.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { StoredObservation } from '../../functions/shared/observation.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';

/** What a check publishes of what it saw. */
export function metricsOf(
  observation: StoredObservation,
  { components, thresholds }: Pick<MonitorConfig, 'components' | 'thresholds'>,
): Metric[] {
  switch (observation.check) {
    case 'health':
      return healthMetrics(observation, components);
    case 'logs':
      return logMetrics(observation, thresholds);
    case 'memory':
      return memoryMetrics(observation);
    default:
      // Of these no threshold is asked: what was stored says it.
      return observation.published ?? [];
  }
}
