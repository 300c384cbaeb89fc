import { scheduledEndpoints } from '../shared/config/asked-for.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { AppTotals, HealthObservation, IndependentTarget } from '../shared/observation.ts';
import type { Metric } from '../shared/signals/metrics.ts';
import { scrapeApp, withApp } from './app-metrics/scrape.ts';
import { betweenOf, isNews, joined } from './between.ts';
import { checkHealth, type HealthPorts } from './check.ts';
import { publishEarly } from './early.ts';
import { withIndependentTarget } from './independent.ts';
import { healthMetrics } from './metrics.ts';

export interface RunPorts extends HealthPorts {
  /** Publishes a run, or what is known of it so far. @param kept what is out already; it is stored with the rest. */
  publish(seen: HealthObservation, metrics: Metric[], kept: Metric[]): Promise<HealthObservation>;
}

/** What the run before left; absent what is not known. */
export interface Before {
  independent?: IndependentTarget | undefined;
  app?: AppTotals | undefined;
}

/**
 * One run by the schedule: asks each endpoint, AtlasML's own metrics and where needed the independent host, and publishes all of it.
 * @param target the independent host; undefined asks nobody.
 * @throws what publishing throws.
 */
export async function runHealth(
  config: MonitorConfig,
  ports: RunPorts,
  before: Promise<Before>,
  target: string | undefined,
): Promise<HealthObservation> {
  const scheduled = { ...config, endpoints: scheduledEndpoints(config) };
  const early = publishEarly(scheduled.endpoints, ports.clock, async (seen, metrics, kept) => {
    const { independent } = await before;
    return ports.publish({ ...seen, ...(independent && { independent }) }, metrics, kept);
  });
  const [probed, app] = await Promise.all([
    checkHealth(scheduled, { ...ports, seen: early.seen }),
    before.then((known) => scrapeApp(config, ports, known.app)),
  ]);
  const kept = await early.ended();
  const seen = withApp(await withIndependentTarget(probed, scheduled, ports, target, (await before).independent), app);
  return ports.publish(seen, without(kept, healthMetrics(seen, config.components)), kept);
}

/**
 * A run between two of the schedule. Where no attempt failed nothing is published.
 * @param down the endpoints that were down in the run before, by their names.
 * @param before that run, asked for where something is published.
 * @returns what was published.
 */
export async function runBetween(
  config: MonitorConfig,
  ports: RunPorts,
  down: readonly string[],
  before: () => Promise<HealthObservation | undefined>,
  target: string | undefined,
): Promise<HealthObservation | undefined> {
  const asked = betweenOf(config, scheduledEndpoints(config), down);
  const early = publishEarly(asked.endpoints, ports.clock, async (part, metrics, kept) => {
    const { seen, kept: ofOthers } = joined(part, await before());
    return ports.publish(seen, metrics, [...ofOthers, ...kept]);
  });
  const probed = await checkHealth(asked, { ...ports, seen: early.seen });
  const out = await early.ended();
  if (!isNews(probed)) return undefined;
  const last = await before();
  const witnessed = await withIndependentTarget(probed, asked, ports, target, last?.independent);
  // Where the monitor's own network is to blame the next run by the schedule says so.
  if (!isNews(witnessed)) return undefined;
  const { seen, kept } = joined(witnessed, last);
  const all = [...kept, ...out];
  return ports.publish(seen, without(all, healthMetrics(seen, config.components)), all);
}

function without(out: Metric[], metrics: Metric[]): Metric[] {
  const nameOf = ({ key, dimensions }: Metric) => JSON.stringify([key, dimensions]);
  const names = new Set(out.map(nameOf));
  return metrics.filter((metric) => !names.has(nameOf(metric)));
}
