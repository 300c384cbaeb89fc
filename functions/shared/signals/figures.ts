import { METRICS, type Metric, type MetricKey, NAMESPACE } from './metrics.ts';
import { isSeldom } from './seldom.ts';
import { isOnlyLogged } from './sent.ts';

/** The log group of a function of ours, called as the function is. */
export const functionLogGroup = (slug: string, name: string): string => `atlasml-${slug}-${name}`;

/** Of gauges with a part, such as a component, the part stands behind the name. */
const nameOf = (metric: string, dimensions: Record<string, string>): string => {
  const parts = Object.entries(dimensions).flatMap(([name, value]) => (name === 'Environment' ? [] : [value]));
  return [metric, ...parts].join(' ');
};

/** Those of which CloudWatch has no value each minute. */
const isLogged = (key: MetricKey): boolean => isOnlyLogged(key) || isSeldom(key);

/** What was published and CloudWatch does not get, or seldom, for the line that a run writes to its log: "TookP95", "ComponentUp weaviate". */
export function figuresOf(published: readonly Metric[] = []): Record<string, number> {
  const logged = published.filter(({ key }) => isLogged(key));
  return Object.fromEntries(logged.map(({ key, value, dimensions }) => [nameOf(METRICS[key].name, dimensions), value]));
}

/**
 * The stage of a query that takes a figure out of a line. Lambda may pack the line's JSON into JSON of its own, where each quotation mark has
 * a backslash before it.
 */
export const parseFigure = (name: string, field: string): string =>
  `parse @message /"${name.replaceAll('/', '\\/')}\\\\*":(?<${field}>-?[0-9.]+(?:e-?[0-9]+)?)/`;

/** Where a series stands that CloudWatch does not have. */
export interface Figure {
  /** "ComponentUp weaviate" */
  name: string;
  /** The function whose log has it. */
  of: string;
}

const KEYS = new Map((Object.keys(METRICS) as MetricKey[]).map((key) => [METRICS[key].name as string, key]));

/** @returns undefined for a series that CloudWatch has. */
export function figureOf(series: { namespace: string; metric: string; dimensions: Record<string, string> }): Figure | undefined {
  const { namespace, metric, dimensions } = series;
  const key = namespace === NAMESPACE ? KEYS.get(metric) : undefined;
  const of = key !== undefined && isLogged(key) ? writerOf(key, dimensions) : undefined;
  return of === undefined ? undefined : { name: nameOf(metric, dimensions), of };
}

/** The function that logs it; undefined for what is sent by itself. */
function writerOf(key: MetricKey, { Check }: Record<string, string>): string | undefined {
  if (key === 'observationUnknown') return `check-${Check}`;
  return (
    Object.entries(WRITERS).find(([, keys]) => keys.includes(key))?.[0] ?? (OF_NO_LOG.includes(key) ? undefined : 'check-logs')
  );
}

const WRITERS: Record<string, readonly MetricKey[]> = {
  'verify-delivery': ['channelUp'],
  'check-memory': ['memoryPeakPercent', 'hoursToMemoryLimit', 'diskUsedPercent', 'cpuUsedPercent'],
  'check-health': [
    ...(['componentUp', 'failedAttemptPercent', 'certificateDaysLeft', 'appRequestsPerMinute'] as const),
    ...(['appTookP50', 'appTookP95', 'appTookP99', 'appWeaviateTookP95'] as const),
  ],
};
const OF_NO_LOG: readonly MetricKey[] = ['heartbeatKnown', 'channelsUp'];
