import { checksOf, scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { METRICS, type MetricKey } from '../../functions/shared/signals/metrics.ts';
import { isForParts } from '../../functions/shared/signals/sent.ts';

/** One metric of ours with its dimensions, without its values. */
export interface Series {
  metric: string;
  dimensions: Record<string, string>;
}

/** Of these there is one for each endpoint, component, check or channel. */
const OF_PARTS: Partial<Record<MetricKey, 'Endpoint' | 'Component' | 'Check' | 'Channel'>> = {
  up: 'Endpoint',
  responseTime: 'Endpoint',
  failedAttemptPercent: 'Endpoint',
  certificateDaysLeft: 'Endpoint',
  componentUp: 'Component',
  channelUp: 'Channel',
  observationUnknown: 'Check',
};

/** Every metric that a monitor of this configuration writes. Pure. */
export function seriesOf(config: MonitorConfig): Series[] {
  const Environment = config.slug;
  const parts = {
    Endpoint: scheduledEndpoints(config).map(({ name }) => name),
    Component: config.components,
    Check: checksOf(config),
    Channel: [],
  };
  const written = (Object.keys(METRICS) as MetricKey[]).flatMap((key): Series[] => {
    if (isForParts(key)) return [];
    const part = OF_PARTS[key];
    const metric = METRICS[key].name;
    if (part === undefined) return [{ metric, dimensions: { Environment } }];
    return parts[part].map((name) => ({ metric, dimensions: { Environment, [part]: name } }));
  });
  const judged = alarmsOf(config).map(({ signal, dimensions }) => ({ metric: METRICS[signal.metric].name, dimensions }));
  const byKey = new Map([...written, ...judged].map((one) => [keyOf(one), one]));
  return [...byKey.values()];
}

/** What makes a series this one. */
export const keyOf = ({ metric, dimensions }: Series): string => JSON.stringify([metric, Object.entries(dimensions).sort()]);
