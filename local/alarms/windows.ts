import type { Datapoint } from '../../functions/shared/ports.ts';
import type { Period } from './alarm-rules.ts';

/** An alarm with a shorter period than a minute is evaluated at that, any other each minute. */
export const stepOf = (periodSeconds: number): number => Math.min(periodSeconds, 60);

/**
 * The periods of a window that slides: each is as long as the alarm's period and ends at the end of a minute, or of the period where
 * that is shorter, not at a full hour. The step that is still running counts as soon as it has data.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html (sliding window)
 * @param points one for each step that has data, by its begin, epoch ms. @param count of periods.
 * @param combine the values of one period's steps, at least one, as its value.
 * @returns oldest first.
 */
export function slidingPeriods(
  points: Datapoint[],
  nowMs: number,
  { periodMs, stepMs, count }: { periodMs: number; stepMs: number; count: number },
  combine: (values: number[]) => number,
): Period[] {
  const running = Math.floor(nowMs / stepMs) * stepMs;
  const endMs = points.some((p) => p.atMs === running) ? running + stepMs : running;
  const parts = Map.groupBy(
    points.filter((p) => p.atMs < endMs && p.atMs >= endMs - count * periodMs),
    (p) => Math.floor((p.atMs - (endMs - count * periodMs)) / periodMs),
  );
  return Array.from({ length: count }, (_, i) => {
    const values = parts.get(i)?.map((p) => p.value);
    return values && combine(values);
  });
}

const add = (values: number[]) => values.reduce((a, b) => a + b);

/** How the values of steps become that of a period; undefined for a statistic of which that cannot be known. */
export function combinationOf(statistic: string): ((values: number[]) => number) | undefined {
  return {
    Minimum: (values: number[]) => Math.min(...values),
    Maximum: (values: number[]) => Math.max(...values),
    Sum: add,
    SampleCount: add,
  }[statistic];
}
