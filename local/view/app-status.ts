import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { AppFigures, HealthObservation } from '../../functions/shared/observation.ts';
import type { Known } from './status.ts';

/**
 * What AtlasML's own page for Prometheus says; undefined where none is configured. Without a run before it there are no figures yet.
 * @param age why an observation says nothing of now; undefined where it does.
 */
export function appStatus(
  { metrics }: Pick<MonitorConfig, 'metrics'>,
  health: HealthObservation | undefined,
  age: (atMs: number | undefined) => string | undefined,
): Known<{ figures?: AppFigures }> | undefined {
  if (!metrics) return undefined;
  const reason = age(health?.atMs);
  if (reason !== undefined) return { state: 'unknown', reason };
  const app = health?.app;
  if (!app) return { state: 'unknown', reason: 'was not asked' };
  if (app.state === 'unknown') return { state: 'unknown', reason: app.reason };
  return { state: 'known', ...(app.figures && { figures: app.figures }) };
}
