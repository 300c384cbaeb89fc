import type { ContainerObservation } from '../../functions/shared/container-observation.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';

/**
 * Whether Docker calls the container healthy: 1 or 0. Nothing without a health check, while it is starting, and of a container that does
 * not run: whether that is a trouble, the endpoint tells.
 */
export function containerMetrics({ state, unknown }: Pick<ContainerObservation, 'state' | 'unknown'>): Metric[] {
  const { status, health } = state ?? {};
  if (unknown !== undefined || status !== 'running' || !health || health.status === 'starting') return [];
  // Docker's word follows its newest probe by a moment.
  const isUnhealthy = health.status === 'unhealthy' && health.failingStreak > 0;
  return [{ key: 'containerHealthy', value: isUnhealthy ? 0 : 1, dimensions: {} }];
}
