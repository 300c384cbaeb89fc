import { scheduledEndpoints } from '../../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { METRICS, type MetricKey } from '../../functions/shared/signals/metrics.ts';
import type { Chart, Curve } from './port.ts';

/** A chart that is to be filled in, each curve with where its values come from. */
export interface ChartPlan extends Omit<Chart, 'curves' | 'forecast'> {
  curves: CurvePlan[];
}

export interface CurvePlan extends Omit<Curve, 'values'> {
  metric: string;
  dimensions: Record<string, string>;
  /** Of the minutes of a longer period: the worst for what alarms, the middle for what is a load. */
  statistic: 'Minimum' | 'Maximum' | 'Average';
  /** Each value is divided by it. */
  per?: number;
  /** What the curves before it leave of it. */
  isRest?: boolean;
}

/** check-logs counts over so many minutes. */
const WINDOW_MINUTES = 5;

/** The charts of a configuration, the most telling first. Errors by their kind come from elsewhere. Pure. */
export function chartPlans(config: MonitorConfig): ChartPlan[] {
  const { slug, components, logs, memory, cpu, disk, thresholds } = config;
  const curve = (label: string, key: MetricKey, tone: Curve['tone'], more: Partial<CurvePlan> = {}): CurvePlan => ({
    label,
    tone,
    metric: METRICS[key].name,
    statistic: 'Maximum',
    ...more,
    dimensions: { Environment: slug, ...more.dimensions },
  });
  const usage = (id: string, title: string, key: MetricKey, limit?: number): ChartPlan => ({
    id,
    title,
    kind: 'lines',
    unit: '%',
    curves: [curve(title, key, 'plain')],
    ...(limit !== undefined && { limit: { value: limit, label: `alarm above ${limit} %` } }),
  });
  const perMinute = { statistic: 'Average', per: WINDOW_MINUTES } as const;
  const states: ChartPlan = {
    id: 'states',
    title: 'Up or down',
    kind: 'states',
    unit: '',
    curves: [
      ...scheduledEndpoints(config).map(({ name }) =>
        curve(name, 'up', 'well', { statistic: 'Minimum', dimensions: { Endpoint: name } }),
      ),
      ...components.map((name) => curve(name, 'componentUp', 'well', { statistic: 'Minimum', dimensions: { Component: name } })),
    ],
  };
  const ofLogs: ChartPlan[] = [
    {
      id: 'requests',
      title: 'Requests',
      kind: 'stack',
      unit: 'a minute',
      curves: [
        curve('server errors', 'serverErrors', 'failing', perMinute),
        curve('client errors', 'clientErrors', 'warned', perMinute),
        curve('answered well', 'requests', 'plain', { ...perMinute, isRest: true }),
      ],
    },
    {
      id: 'took',
      title: 'Time of an answer',
      kind: 'lines',
      unit: 's',
      curves: [curve('p50', 'tookP50', 'second', { statistic: 'Average' }), curve('p95', 'tookP95', 'plain')],
    },
  ];
  return [
    states,
    ...(logs ? ofLogs : []),
    ...(memory ? [usage('memory', 'Memory', 'memoryUsedPercent', thresholds.memoryUsedPercent)] : []),
    ...(cpu ? [usage('cpu', 'CPU', 'cpuUsedPercent', thresholds.cpuPercent)] : []),
    ...(disk ? [usage('disk', 'Disk', 'diskUsedPercent', thresholds.diskUsedPercent)] : []),
    ...(logs
      ? [
          {
            id: 'lines',
            title: 'Lines of the log',
            kind: 'lines' as const,
            unit: 'a minute',
            curves: [curve('lines', 'logLines', 'plain', perMinute)],
          },
        ]
      : []),
  ];
}
