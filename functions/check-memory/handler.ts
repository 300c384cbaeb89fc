import type { Context } from 'aws-lambda';
import { cloudWatchMetricStore } from '../shared/aws/metric-store.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock } from '../shared/clock.ts';
import { checkMemory } from './check.ts';
import { memoryMetrics } from './metrics.ts';

const stores = {
  store: dynamoStateStore(requiredEnv('TABLE_NAME')),
  metrics: cloudWatchMetricStore(config.slug),
};

export const handler = (_event: unknown, context: Context) =>
  runFunction('check-memory', context, async () => {
    const observation = await checkMemory(config, { clock: systemClock, metrics: stores.metrics });
    return publish(observation, memoryMetrics(observation), stores, config);
  });
