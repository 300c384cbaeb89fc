import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Holds } from './past.ts';
import { MEMORY } from './scan.ts';

/** A configuration as it can be replayed, and what of it cannot, a sentence each. */
export interface PastConfiguration {
  config: MonitorConfig;
  notes: string[];
}

const LOGS: NonNullable<MonitorConfig['logs']> = {
  ...DEFAULTS.logs,
  group: 'replay',
  healthPaths: [...DEFAULTS.logs.healthPaths],
  servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes],
};

/**
 * What of a configuration a log can stand in for: AtlasML's health and its log. What else is watched is left out and said, for an alarm
 * without data would be told as unknown.
 * @param has what is held beside the log.
 */
export function pastConfiguration(config: MonitorConfig, has: Holds): PastConfiguration {
  if (has.watched) return { config: has.watched(config), notes: [] };
  const logs = config.logs ?? LOGS;
  const asksHealth = config.endpoints.filter((e) => e.request === undefined && logs.healthPaths.includes(pathOf(e.url)));
  const endpoints = asksHealth.length > 0 ? asksHealth : config.endpoints.slice(0, 1);
  const left = config.endpoints.filter((e) => !endpoints.includes(e)).map((e) => e.name);
  const { memory: _, disk, cpu, heartbeat: __, metrics: ___, ...rest } = config;
  const notes = [
    ...(has.health
      ? []
      : [
          "health: inferred from AtlasML's own lines and its answers to Docker's probes; what stands in front of AtlasML (proxy, certificate, network) is not seen",
        ]),
    ...(left.length > 0 ? [`endpoints ${left.join(', ')}: not replayed, a log does not show what they answered`] : []),
    ...(has.memory ? [] : ['memory: not known, a log does not show it']),
    ...(disk ? ['disk: not known, a log does not show it'] : []),
    ...(cpu ? ['CPU: not known, a log does not show it'] : []),
  ];
  const replayed: MonitorConfig = {
    ...rest,
    endpoints,
    logs,
    ...(has.memory && { memory: { source: 'metric', ...MEMORY, unit: 'percent' } }),
  };
  return { config: replayed, notes };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}
