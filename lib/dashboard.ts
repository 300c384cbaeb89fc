import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { scheduledEndpoints } from '../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { dimensionsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../functions/shared/signals/metrics.ts';
import type { Scope } from '../functions/shared/signals/signal.ts';

export interface MonitorDashboardProps {
  readonly config: MonitorConfig;
  readonly alarms: IAlarm[];
}

const PERIOD = Duration.minutes(1);
const WIDTH = 24;

/** One page to read from the sofa: what is wrong first, then traffic, errors, memory and logs. */
export class MonitorDashboard extends Construct {
  constructor(scope: Construct, id: string, { config, alarms }: MonitorDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `atlasml-${config.slug}`,
      defaultInterval: Duration.hours(3),
    });
    const metric = metricsOf(config.slug);
    const rows: IWidget[][] = [
      [
        new TextWidget({
          width: WIDTH,
          height: 2,
          markdown: `# ${config.service} ${config.environment}\nRed is an alarm, grey is unknown. What each means and what to do: ${config.runbookUrl ?? "docs/runbook.md, in the monitor's repository"}`,
        }),
      ],
      ...status(alarms),
      health(config, metric),
      config.logs ? traffic(config, metric) : [],
      config.logs ? logs(metric) : [],
      config.metrics ? [appTimes(metric)] : [],
      config.memory || config.disk || config.cpu ? memory(config, metric) : [],
    ];
    for (const row of rows) if (row.length > 0) dashboard.addWidgets(...row);
  }
}

/** User guide of dashboards: a widget of alarms shows up to 100. */
const MOST_ALARMS = 100;

function status(alarms: IAlarm[]): IWidget[][] {
  const parts = Array.from({ length: Math.ceil(alarms.length / MOST_ALARMS) }, (_, i) => i * MOST_ALARMS);
  return parts.map((from) => [
    new AlarmStatusWidget({ title: 'Status', width: WIDTH, height: 4, alarms: alarms.slice(from, from + MOST_ALARMS) }),
  ]);
}

type MetricOf = (key: MetricKey, scope: Scope, subject: string, label: string, statistic?: string) => Metric;

function metricsOf(environment: string): MetricOf {
  return (key, scope, subject, label, statistic = 'Maximum') =>
    new Metric({
      namespace: NAMESPACE,
      metricName: METRICS[key].name,
      dimensionsMap: dimensionsOf(scope, environment, subject),
      statistic,
      period: PERIOD,
      label,
    });
}

/** What AtlasML says of itself, where it is asked. */
function appTimes(metric: MetricOf): IWidget {
  return new GraphWidget({
    title: 'By /metrics',
    width: WIDTH,
    left: [
      metric('appTookP50', 'service', '', 'p50'),
      metric('appTookP95', 'service', '', 'p95'),
      metric('appTookP99', 'service', '', 'p99'),
      metric('appWeaviateTookP95', 'service', '', 'Weaviate p95'),
    ],
    leftYAxis: { label: 'seconds', min: 0, showUnits: false },
    right: [metric('appRequestsPerMinute', 'service', '', 'requests a minute')],
    rightYAxis: { min: 0, showUnits: false },
  });
}

function health(config: MonitorConfig, metric: MetricOf): IWidget[] {
  const { thresholds } = config;
  return [
    new SingleValueWidget({
      title: 'Up (1) or down (0)',
      width: 4,
      height: 6,
      metrics: scheduledEndpoints(config).map((e) => metric('up', 'endpoint', e.name, e.name, 'Minimum')),
    }),
    graph(
      'Response time',
      10,
      scheduledEndpoints(config).map((e) => metric('responseTime', 'endpoint', e.name, e.name)),
      {
        unit: 'seconds',
        limit: thresholds.responseTimeSeconds,
      },
    ),
    graph(
      'Health by component (1 is well)',
      10,
      config.components.map((c) => metric('componentUp', 'component', c, c, 'Minimum')),
      { unit: '', max: 1 },
    ),
  ];
}

function traffic(config: MonitorConfig, metric: MetricOf): IWidget[] {
  const requests = metric('requests', 'service', '', 'requests in 5 min');
  const errors = metric('serverErrors', 'service', '', 'server errors');
  const rate = math('requests / 5', { requests }, 'requests a minute');
  const share = math('IF(requests > 0, 100 * errors / requests, 0)', { requests, errors }, 'server errors per 100 requests');
  const took = [metric('tookP50', 'service', '', 'p50'), metric('tookP95', 'service', '', 'p95')];
  const counts = [
    errors,
    metric('clientErrors', 'service', '', 'client errors'),
    metric('unfinishedRequests', 'service', '', 'unfinished'),
  ];
  return [
    graph('Request rate', 6, [rate], { unit: '' }),
    graph('Time a request took (health requests included)', 6, took, { unit: 'seconds' }),
    graph('Error rate', 6, [share], { unit: '%', limit: config.thresholds.serverErrorPercent }),
    graph('Errors in 5 minutes', 6, counts, { unit: '', limit: config.thresholds.serverErrors }),
  ];
}

function math(expression: string, usingMetrics: Record<string, Metric>, label: string): MathExpression {
  return new MathExpression({ expression, usingMetrics, label, period: PERIOD });
}

function logs(metric: MetricOf): IWidget[] {
  return [
    graph('Log lines in 5 minutes', 8, [metric('logLines', 'service', '', 'lines')], { unit: '' }),
    graph(
      'Error and warning lines',
      8,
      [
        metric('errorLines', 'service', '', 'ERROR'),
        metric('warningLines', 'service', '', 'WARNING'),
        metric('criticalLines', 'service', '', 'CRITICAL'),
      ],
      { unit: '' },
    ),
    graph(
      'Starts, and the longest silence',
      8,
      [
        metric('starts', 'service', '', 'starts'),
        metric('kills', 'service', '', 'kills'),
        metric('longestSilence', 'service', '', 'seconds without an answer'),
      ],
      { unit: '' },
    ),
  ];
}

function memory(config: MonitorConfig, metric: MetricOf): IWidget[] {
  const used = [
    ...(config.memory ? [metric('memoryUsedPercent', 'service', '', 'memory')] : []),
    ...(config.disk ? [metric('diskUsedPercent', 'service', '', 'disk')] : []),
  ];
  return [
    ...(used.length > 0
      ? [
          graph('Memory and disk, percent of the limit', 12, used, {
            unit: '%',
            limit: config.thresholds.memoryUsedPercent,
            max: 100,
          }),
        ]
      : []),
    ...(config.memory
      ? [
          graph(
            'Hours until memory is full, by the trend',
            12,
            [metric('hoursToMemoryLimit', 'service', '', 'hours', 'Minimum')],
            { unit: 'hours' },
          ),
        ]
      : []),
    ...(config.cpu
      ? [
          graph('CPU, percent of what AtlasML may use', 12, [metric('cpuUsedPercent', 'service', '', 'CPU')], {
            unit: '%',
            limit: config.thresholds.cpuPercent,
          }),
        ]
      : []),
  ];
}

function graph(
  title: string,
  width: number,
  left: IMetric[],
  options: { unit: string; limit?: number; max?: number },
): GraphWidget {
  return new GraphWidget({
    title,
    width,
    height: 6,
    left,
    leftYAxis: { min: 0, label: options.unit, showUnits: false, ...(options.max !== undefined && { max: options.max }) },
    ...(options.limit !== undefined && { leftAnnotations: [{ value: options.limit, label: 'limit', color: '#d13212' }] }),
  });
}
