import type { MetricStore } from '../../functions/shared/ports.ts';
import type { AlarmDefinition } from '../../functions/shared/signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { EXTRA_PERIODS, type Period } from './alarm-rules.ts';
import { combinationOf, slidingPeriods, stepOf } from './windows.ts';

/** What an alarm sees at a moment, epoch ms: the last N + 2 periods, oldest first. */
export async function rangeOf(
  { signal, dimensions }: Pick<AlarmDefinition, 'signal' | 'dimensions'>,
  metrics: Pick<MetricStore, 'read'>,
  nowMs: number,
): Promise<Period[]> {
  const combine = combinationOf(signal.statistic);
  // The percentile of a period cannot be known from those of its minutes: such periods do not slide.
  const stepMs = (combine ? stepOf(signal.periodSeconds) : signal.periodSeconds) * 1000;
  const periodMs = signal.periodSeconds * 1000;
  const count = signal.evaluationPeriods + EXTRA_PERIODS;
  const points = await metrics.read({
    namespace: NAMESPACE,
    metric: METRICS[signal.metric].name,
    dimensions,
    statistic: signal.statistic,
    periodSeconds: stepMs / 1000,
    startMs: Math.floor(nowMs / stepMs) * stepMs - count * periodMs,
    endMs: nowMs + 1,
  });
  return slidingPeriods(points, nowMs, { periodMs, stepMs, count }, combine ?? (([value]) => value as number));
}
