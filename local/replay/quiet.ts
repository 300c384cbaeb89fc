import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { type AlarmDefinition, alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { breaches } from '../../functions/shared/signals/breaches.ts';
import type { Metric } from '../../functions/shared/signals/metrics.ts';
import { EXTRA_PERIODS } from '../alarms/alarm-rules.ts';
import { metricsOf } from './published.ts';
import type { Scanned } from './scan.ts';

/** When nothing happens that a decision could hang on. */
export interface Quiet {
  /** The next moment at which a check saw what is not well, or nothing; Infinity where none comes. Epoch ms. */
  nextTroubleMs(afterMs: number): number;
  /** The last such moment before; -Infinity for none. Epoch ms. */
  lastTroubleMs(beforeMs: number): number;
  /** No alarm looks further back, ms. */
  rangeMs: number;
}

const keyOf = (key: string, dimensions: Record<string, string>) =>
  `${key} ${Object.entries(dimensions)
    .filter(([name]) => name !== 'Environment')
    .map(([name, value]) => `${name}=${value}`)
    .join()}`;

/**
 * Finds the stretches of a past in which every check saw what each alarm asks of it, and nothing that could set one off: there all alarms
 * stay OK, and the reporter has nothing to do.
 */
export function quietOf({ runs, failed }: Pick<Scanned, 'runs' | 'failed'>, config: MonitorConfig): Quiet {
  const seen = runs.map(({ doneMs, observation }) => ({ doneMs, observation, metrics: metricsOf(observation, config) }));
  // An alarm that never had a value has none to lose.
  const known = new Set(seen.flatMap(({ metrics }) => metrics.map((m) => keyOf(m.key, m.dimensions))));
  const alarms = alarmsOf(config).filter((a) => known.has(keyOf(a.signal.metric, a.dimensions)));
  const byMetric = Map.groupBy(alarms, (a) => keyOf(a.signal.metric, a.dimensions));
  const asked = Map.groupBy(alarms, (a) => checkOf(a));
  const isTrouble = ({ observation, metrics }: (typeof seen)[number]) => {
    if (observation.check === 'logs' && observation.counts?.lastStartMs !== null) return true;
    let answered = 0;
    for (const metric of metrics) {
      const its = byMetric.get(keyOf(metric.key, metric.dimensions)) ?? [];
      if (its.some((alarm) => isBreached(alarm, metric))) return true;
      answered += its.length;
    }
    return answered < (asked.get(observation.check)?.length ?? 0);
  };
  const troubles = [...seen.filter(isTrouble), ...failed].map(({ doneMs }) => doneMs).sort((a, b) => a - b);
  const ranges = alarms.map(({ signal }) => (signal.evaluationPeriods + EXTRA_PERIODS) * signal.periodSeconds * 1000);
  return {
    nextTroubleMs: (afterMs) => troubles[firstAfter(troubles, afterMs)] ?? Number.POSITIVE_INFINITY,
    lastTroubleMs: (beforeMs) => troubles[firstAfter(troubles, beforeMs) - 1] ?? Number.NEGATIVE_INFINITY,
    rangeMs: Math.max(0, ...ranges),
  };
}

function isBreached({ signal, threshold }: AlarmDefinition, { value }: Metric): boolean {
  return breaches(value, { ...signal, threshold });
}

/** The check whose runs publish what an alarm watches. */
function checkOf({ signal, dimensions }: AlarmDefinition): string {
  if (signal.measure === 'any') return dimensions.Check ?? '';
  return signal.measure === 'disk' || signal.measure === 'cpu' ? 'memory' : signal.measure;
}

/** The place of the first that is later, by halving. */
function firstAfter(times: number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
