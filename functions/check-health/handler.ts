import type { Context } from 'aws-lambda';
import { cloudWatchMetricStore } from '../shared/aws/metric-store.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock, within } from '../shared/clock.ts';
import { independentTargetOf, scheduledEndpoints } from '../shared/config/asked-for.ts';
import type { AppTotals, IndependentTarget } from '../shared/observation.ts';
import { appTotalsOf, scrapeApp, withApp } from './app-metrics/scrape.ts';
import { askAgain } from './ask-again.ts';
import { checkHealth, summary } from './check.ts';
import { independentOf, withIndependentTarget } from './independent.ts';
import { healthMetrics } from './metrics.ts';

const ports = { clock: systemClock, secrets: parameterSecrets(systemClock) };
const stores = {
  store: dynamoStateStore(requiredEnv('TABLE_NAME')),
  metrics: cloudWatchMetricStore(config.slug),
};
const scheduled = { ...config, endpoints: scheduledEndpoints(config) };

/** No metric waits longer for what was remembered. */
const LONGEST_READ_MS = 2_000;

/** What the run before left; read from the table by the first run of a process. */
let independent: IndependentTarget | undefined;

let app: AppTotals | undefined;

async function remember(): Promise<void> {
  const isKnown = (independent || !independentTargetOf(config)) && (app || !config.metrics);
  if (isKnown) return;
  // A table that cannot be read, or hangs, leaves it unknown: then nothing is explained by the monitor's own network.
  const read = within(LONGEST_READ_MS, () => stores.store.observations());
  const observations = await read.catch(() => []);
  independent ??= independentOf(observations);
  app ??= appTotalsOf(observations);
}

/** @param event `{ again: true }` from the reporter, which wants to know how the endpoints are while it writes. */
export const handler = (event: { again?: boolean } | undefined, context: Context) =>
  runFunction('check-health', context, async () => {
    if (event?.again === true) return askAgain(config, ports);
    const scraping = remember().then(() => scrapeApp(config, ports, app));
    const [probed, scraped] = await Promise.all([checkHealth(scheduled, ports), scraping]);
    const seen = withApp(
      await withIndependentTarget(probed, scheduled, ports, independentTargetOf(config), independent),
      scraped,
    );
    independent = seen.independent;
    app = seen.app?.totals;
    const observation = await publish(seen, healthMetrics(seen, config.components), stores, config);
    return {
      summary: summary(observation),
      endpoints: observation.endpoints.map(({ endpoint, verdict, sentence }) => ({ endpoint, verdict, sentence })),
    };
  });
