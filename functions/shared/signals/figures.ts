import { METRICS, type Metric, type MetricKey, NAMESPACE } from './metrics.ts';
import { isOnlyLogged } from './sent.ts';

/** The log group of a function of ours, called as the function is. */
export const functionLogGroup = (slug: string, name: string): string => `atlasml-${slug}-${name}`;

/** Of gauges with a part, such as a component, the part stands behind the name. */
const nameOf = (metric: string, dimensions: Record<string, string>): string => {
  const parts = Object.entries(dimensions).flatMap(([name, value]) => (name === 'Environment' ? [] : [value]));
  return [metric, ...parts].join(' ');
};

/** What was published and CloudWatch does not get, for the line that a run writes to its log: "TookP95", "ComponentUp weaviate". */
export function figuresOf(published: readonly Metric[] = []): Record<string, number> {
  const logged = published.filter(({ key }) => isOnlyLogged(key));
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
  if (key === undefined || !isOnlyLogged(key)) return undefined;
  return { name: nameOf(metric, dimensions), of: writerOf(key, dimensions) };
}

function writerOf(key: MetricKey, { Check }: Record<string, string>): string {
  if (key === 'channelUp') return 'verify-delivery';
  if (key === 'observationUnknown') return `check-${Check}`;
  return key === 'componentUp' || key.startsWith('app') ? 'check-health' : 'check-logs';
}
