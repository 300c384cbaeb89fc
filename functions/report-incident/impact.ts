import { aboutTotal } from '../shared/incident/about-total.ts';
import type { Incident } from '../shared/incident/reporter-state.ts';
import type { MetricStore } from '../shared/ports.ts';
import type { MetricKey } from '../shared/signals/metrics.ts';
import type { Impact } from './postmortem.ts';

/** What users lost in an incident, by the metrics of check-logs; undefined where nothing was measured. @param nowMs its end so far. */
export async function impactOf(
  { openedMs, resolvedMs }: Pick<Incident, 'openedMs' | 'resolvedMs'>,
  metrics: Pick<MetricStore, 'read'>,
  slug: string,
  nowMs: number,
): Promise<Impact | undefined> {
  const window = { startMs: openedMs, endMs: resolvedMs ?? nowMs };
  const total = (key: MetricKey) => aboutTotal(metrics, slug, key, window);
  const [failed, requests] = await Promise.all([total('serverErrors'), total('requests')]).catch(() => []);
  return failed === undefined || requests === undefined ? undefined : { failed, requests: Math.max(failed, requests) };
}
