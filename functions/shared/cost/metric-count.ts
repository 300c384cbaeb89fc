import { channelsOf, checksOf, scheduledEndpoints } from '../config/asked-for.ts';
import type { MonitorConfig } from '../config/schema.ts';

/** Gauges of AtlasML's own metrics. */
const APP_METRICS = 5;

/** Gauges of check-logs; a test holds this to what it publishes. */
export const LOG_METRICS = 18;

/** How many metrics a configuration publishes, each with its dimensions. */
export function metricCount(config: MonitorConfig): number {
  const endpoints = scheduledEndpoints(config);
  const https = endpoints.filter((e) => e.url.startsWith('https:')).length;
  const health = endpoints.length * 3 + https + config.components.length;
  const logs = config.logs ? LOG_METRICS : 0;
  const own = (config.heartbeat ? 1 : 0) + (config.metrics ? APP_METRICS : 0);
  const sources = (config.memory ? 3 : 0) + (config.disk ? 1 : 0) + (config.cpu ? 1 : 0);
  return health + logs + sources + checksOf(config).length + channelsOf(config).length + own;
}
