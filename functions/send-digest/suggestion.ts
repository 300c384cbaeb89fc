import type { Thresholds } from '../shared/config/schema.ts';
import type { Datapoint } from '../shared/ports.ts';
import type { AlarmDefinition } from '../shared/signals/alarm-definitions.ts';
import { METRICS } from '../shared/signals/metrics.ts';
import type { Signal } from '../shared/signals/signal.ts';

/** How often an alarm went off by its rule, and how often it would have with another threshold. */
export interface Suggestion {
  key: keyof Thresholds;
  threshold: number;
  present: number;
  episodes: number;
  insteadOf: number;
}

type Rule = Pick<Signal, 'comparison' | 'datapointsToAlarm' | 'periodSeconds'>;

/** How often a rule goes off: runs of as many breaching datapoints as it asks for. A gap ends a run. */
export function episodesOf(points: Datapoint[], rule: Rule, threshold: number): number {
  let run = 0;
  let last = 0;
  let episodes = 0;
  for (const { atMs, value } of points) {
    const follows = atMs - last <= rule.periodSeconds * 1500;
    run = breaches(value, rule, threshold) ? (follows ? run : 0) + 1 : 0;
    if (run === rule.datapointsToAlarm) episodes++;
    last = atMs;
  }
  return episodes;
}

/**
 * The threshold nearest to the present one with which the alarm would have gone off at most so often.
 * @param points the alarm's own metric by its own period, in ascending time.
 * @returns undefined when it did not go off more often than that, or has no threshold of its own.
 */
export function suggestThreshold(
  points: Datapoint[],
  { signal, threshold }: Pick<AlarmDefinition, 'signal' | 'threshold'>,
  thresholds: Thresholds,
  most: number,
): Suggestion | undefined {
  const key = keyOf(signal, thresholds);
  const insteadOf = episodesOf(points, signal, threshold);
  if (!key || insteadOf <= most) return undefined;
  const up = signal.comparison !== '<';
  const round = METRICS[signal.metric].unit === 'Seconds' ? twoDigits : up ? Math.ceil : Math.floor;
  const beyond = new Set(points.map((p) => round(p.value, up)).filter((v) => (up ? v > threshold : v < threshold)));
  const candidates = [...beyond].sort((a, b) => (up ? a - b : b - a));
  const found = candidates.find((candidate) => episodesOf(points, signal, candidate) <= most);
  return found === undefined
    ? undefined
    : { key, threshold: found, present: threshold, episodes: episodesOf(points, signal, found), insteadOf };
}

function breaches(value: number, { comparison }: Rule, threshold: number): boolean {
  if (comparison === '<') return value < threshold;
  return comparison === '>' ? value > threshold : value >= threshold;
}

/** Away from the present threshold; counts, percents and days are whole in the configuration. */
function twoDigits(value: number, up: boolean): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const whole = (up ? Math.ceil(value / unit) : Math.floor(value / unit)) * unit;
  return Number(whole.toPrecision(2));
}

/** The key of the configuration that is a signal's threshold; undefined for one that is only up or down. */
function keyOf(signal: Signal, thresholds: Thresholds): keyof Thresholds | undefined {
  const keys = Object.keys(thresholds) as (keyof Thresholds)[];
  return keys.find((key) => Number.isNaN(signal.threshold({ ...thresholds, [key]: Number.NaN })));
}
