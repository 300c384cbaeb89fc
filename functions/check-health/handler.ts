import type { Context } from 'aws-lambda';
import { cloudWatchMetricStore } from '../shared/aws/metric-store.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock } from '../shared/clock.ts';
import { askAgain } from './ask-again.ts';
import { checkHealth, summary } from './check.ts';
import { healthMetrics } from './metrics.ts';

const ports = { clock: systemClock, secrets: parameterSecrets(systemClock) };
const stores = {
  store: dynamoStateStore(requiredEnv('TABLE_NAME')),
  metrics: cloudWatchMetricStore(config.environment),
};

/** @param event `{ again: true }` from the reporter, which wants to know how the endpoints are while it writes. */
export const handler = (event: { again?: boolean } | undefined, context: Context) =>
  runFunction('check-health', context, async () => {
    if (event?.again === true) return askAgain(config, ports);
    const seen = await checkHealth(config, ports);
    const observation = await publish(seen, healthMetrics(seen, config.components), stores, config);
    return {
      summary: summary(observation),
      endpoints: observation.endpoints.map(({ endpoint, verdict, sentence }) => ({ endpoint, verdict, sentence })),
    };
  });
