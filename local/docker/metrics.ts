import type { ContainerObservation } from '../../functions/shared/container-observation.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';

/**
 * Whether Docker calls the container healthy: 1 or 0. Nothing without a health check, while it is starting, and of a container that does
 * not run: whether that is a trouble, the endpoint tells. That the disk or the events are unknown says nothing of it.
 */
export function containerMetrics({ state }: Pick<ContainerObservation, 'state'>): Metric[] {
  const { status, health } = state ?? {};
  if (status !== 'running' || !health || health.status === 'starting') return [];
  // Docker's word follows its newest probe by a moment.
  const isUnhealthy = health.status === 'unhealthy' && health.failingStreak > 0;
  return [{ key: 'containerHealthy', value: isUnhealthy ? 0 : 1, dimensions: {} }];
}
