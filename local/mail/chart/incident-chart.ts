import { drawnAlarm } from '../../../functions/report-incident/drawn-alarm.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { MetricStore } from '../../../functions/shared/ports.ts';
import type { AlarmDefinition } from '../../../functions/shared/signals/alarm-definitions.ts';
import { METRICS, NAMESPACE } from '../../../functions/shared/signals/metrics.ts';
import { drawChart } from './chart.ts';

const MINUTE_MS = 60_000;
/** More would not be seen in the width of a picture. */
const MOST_POINTS = 400;

/** Draws what the worst alarm of an incident watches, out of the store of this machine. A PNG. */
export async function incidentChart(
  incident: Incident,
  nowMs: number,
  asked: { configured: readonly AlarmDefinition[]; metrics: Pick<MetricStore, 'read'>; timezone?: string | undefined },
): Promise<Uint8Array> {
  const { definition, window } = drawnAlarm(incident, asked.configured, nowMs);
  const { signal, dimensions, threshold } = definition;
  const { name, unit } = METRICS[signal.metric];
  const periodMs = Math.ceil((window.endMs - window.startMs) / MOST_POINTS / MINUTE_MS) * MINUTE_MS;
  const points = await asked.metrics.read({
    namespace: NAMESPACE,
    metric: name,
    dimensions,
    statistic: signal.statistic,
    periodSeconds: Math.max(periodMs, signal.periodSeconds * 1000) / 1000,
    ...window,
  });
  return drawChart({
    points,
    threshold,
    unit: unit === 'Percent' ? '%' : unit === 'Seconds' ? 's' : '',
    periodMs: Math.max(periodMs, signal.periodSeconds * 1000),
    ...window,
    timezone: asked.timezone,
  });
}
