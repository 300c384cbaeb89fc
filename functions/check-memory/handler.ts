import type { Context } from 'aws-lambda';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { usageReader } from '../shared/aws/usage-reader.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock } from '../shared/clock.ts';
import { figuresOf } from '../shared/signals/figures.ts';
import { checkMemory } from './check.ts';
import { memoryMetrics } from './metrics.ts';
import { slowly } from './slowly.ts';

const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
const stores = { store, metrics: ownMetricStore(config.slug, 'memory', { ...config, observations: store.observations }) };

const ports = { clock: systemClock, metrics: usageReader(), slowly: slowly(systemClock) };

export const handler = (_event: unknown, context: Context) =>
  runFunction('check-memory', context, async () => {
    const observation = await checkMemory(config, ports);
    const metrics = memoryMetrics(observation);
    return { ...(await publish(observation, metrics, stores, config)), figures: figuresOf(metrics) };
  });
