import { channelsOf, checksOf } from '../../shared/config/asked-for.ts';
import { digestsOf } from '../../shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../../shared/config/schema.ts';
import { type CostLine, monthlyCost } from '../../shared/cost/cost.ts';
import { FUNCTION_GB, type Use } from '../../shared/cost/monthly-use.ts';
import { type Answer, DAY_MS, type Question, type Scope } from '../scope.ts';
import { incomingBytes } from './log-volume.ts';

/** Dearer than the estimate by this factor and by so many dollars a month is worth a look. */
const DEARER = 1.25;
const NOTABLE_DOLLARS = 2;

/** What the measured use costs a month by list prices, beside what was estimated at synth. */
export function judgeCost(estimated: CostLine[], measured: CostLine[]): Answer {
  const sum = (lines: CostLine[]) => lines.reduce((total, { dollars }) => total + dollars, 0);
  const [expected, actual] = [sum(estimated), sum(measured)];
  const dearer = measured
    .map((line, i) => ({ ...line, more: line.dollars - (estimated[i]?.dollars ?? 0) }))
    .filter(({ more }) => more > NOTABLE_DOLLARS / 2);
  return {
    status: actual > DEARER * expected && actual - expected > NOTABLE_DOLLARS ? 'bad' : 'well',
    fact: `${money(actual)} a month by what was used, by list price; the estimate is ${money(expected)}`,
    more: dearer.map(({ what, dollars, more }) => `${what}: ${money(dollars)}, ${money(more)} more than estimated`),
  };
}

const money = (dollars: number) => `$${dollars.toFixed(2)}`;

/** The functions of a configuration; names as the stack gives them. */
function functionsOf(config: MonitorConfig): string[] {
  return [
    ...checksOf(config).map((check) => `check-${check}`),
    'report-incident',
    ...(channelsOf(config).length > 0 ? ['verify-delivery'] : []),
    ...(digestsOf(config).length > 0 ? ['send-digest'] : []),
  ].map((name) => `atlasml-${config.slug}-${name}`);
}

/** What was used, as if the window were a month; what was deployed within it is scaled up. */
async function useOf({ config, ports, window }: Scope): Promise<Use> {
  const lambda = (FunctionName: string, metric: string) =>
    ports.metrics.read({
      namespace: 'AWS/Lambda',
      metric,
      dimensions: { FunctionName },
      statistic: 'Sum',
      periodSeconds: 3600,
      ...window,
    });
  const names = functionsOf(config);
  const [durations, runs, bytes] = await Promise.all([
    Promise.all(names.map((name) => lambda(name, 'Duration'))),
    Promise.all(names.map((name) => lambda(name, 'Invocations'))),
    config.logs && ports.logMetrics && incomingBytes(ports.logMetrics, config.logs.group, window),
  ]);
  const firstMs = Math.min(...durations.flatMap((points) => points[0]?.atMs ?? []));
  if (!Number.isFinite(firstMs)) throw new Error('AWS/Lambda has no metrics of the functions');
  const months = (window.endMs - firstMs) / (30 * DAY_MS);
  const total = (series: { value: number }[][]) => series.flat().reduce((sum, { value }) => sum + value, 0) / months;
  return {
    lambdaGbSeconds: (total(durations) / 1000) * FUNCTION_GB,
    lambdaRuns: total(runs),
    ...(bytes !== undefined && { logGbADay: bytes / 1e9 / ((window.endMs - firstMs) / DAY_MS) }),
  };
}

export const cost: Question = {
  what: 'Cost',
  seen: 'Bill',
  async ask(scope) {
    if (!scope.ports.logMetrics) return { status: 'off', fact: 'the monitor runs on a machine of yours' };
    return judgeCost(monthlyCost(scope.config), monthlyCost(scope.config, await useOf(scope)));
  },
};
