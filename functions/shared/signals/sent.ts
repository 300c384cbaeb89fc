import type { Metric, MetricKey } from './metrics.ts';

/** What stands in CloudWatch for all parts of a gauge together. */
export interface Shared {
  metric: MetricKey;
  /** Of the values of all parts the one that is worst. */
  worst(values: number[]): number;
  /** Of the alarm that all parts share. */
  title: string;
}

/** Gauges of which there is one for each component, check or channel, and what stands for all of them in CloudWatch, where each costs. */
export const SHARED: Partial<Record<MetricKey, Shared>> = {
  componentUp: { metric: 'componentsUp', worst: (values) => Math.min(...values), title: 'a component fails' },
  observationUnknown: { metric: 'checksUnknown', worst: (values) => Math.max(...values), title: 'a check cannot see' },
  channelUp: { metric: 'channelsUp', worst: (values) => Math.min(...values), title: 'alerts by a channel do not arrive' },
};

/** Gauges that no alarm watches; a test holds them to the table of signals, which no check has to carry. */
const UNWATCHED: readonly MetricKey[] = [
  ...(['clientErrors', 'errorLines', 'warningLines', 'requests', 'healthRequests', 'tookP50', 'tookP95'] as const),
  ...(['longestSilence', 'appRequestsPerMinute', 'appTookP50', 'appTookP95', 'appTookP99', 'appWeaviateTookP95'] as const),
];

/** True for a gauge that CloudWatch does not get as it is: it stands in the log of its function. */
export const isOnlyLogged = (key: MetricKey): boolean => SHARED[key] !== undefined || UNWATCHED.includes(key);

/** True for what stands for all components, checks or channels in CloudWatch; nothing else writes it. */
export const isForParts = (key: MetricKey): boolean => Object.values(SHARED).some(({ metric }) => metric === key);

/** What CloudWatch gets of what was published: the gauges that an alarm watches, and of those that share one the worst. */
export function sentOf(metrics: readonly Metric[]): Metric[] {
  const sent = metrics.filter(({ key }) => !isOnlyLogged(key));
  const parts = Map.groupBy(metrics, ({ key }) => SHARED[key]);
  for (const [shared, of] of parts) {
    if (shared) sent.push({ key: shared.metric, value: shared.worst(of.map(({ value }) => value)), dimensions: {} });
  }
  return sent;
}
