import type { Context } from 'aws-lambda';
import { insightsLogSource } from '../shared/aws/log-source.ts';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { wholeWindow } from '../shared/aws/whole-window.ts';
import { publish } from '../shared/checks/publish.ts';
import { systemClock } from '../shared/clock.ts';
import type { LogsConfig } from '../shared/config/schema.ts';
import { figuresOf } from '../shared/signals/figures.ts';
import { checkLogs, windowAt } from './check.ts';
import { logMetrics } from './metrics.ts';
import { orByOwnEngine } from './own-engine.ts';

// The stack makes this function only where `logs` is configured.
const logs = config.logs as LogsConfig;
const store = dynamoStateStore(requiredEnv('TABLE_NAME'));
const insights = insightsLogSource(logs, systemClock);
const stores = { store, metrics: ownMetricStore(config.slug, 'logs', { ...config, observations: store.observations }) };

export const handler = (_event: unknown, context: Context) =>
  runFunction('check-logs', context, async () => {
    const source = orByOwnEngine(insights, (window) => wholeWindow(logs, window, systemClock));
    const window = windowAt(systemClock.now(), logs.ingestionDelaySeconds);
    const seen = await checkLogs(logs, window, { clock: systemClock, source, kinds: store });
    const metrics = logMetrics(seen, config.thresholds);
    const { counts, unknown, notes } = await publish(seen, metrics, stores, config);
    return { counts, unknown, notes, figures: figuresOf(metrics) };
  });
