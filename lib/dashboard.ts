import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { scheduledEndpoints } from '../functions/shared/config/asked-for.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { dimensionsOf } from '../functions/shared/signals/alarm-definitions.ts';
import { functionLogGroup, parseFigure } from '../functions/shared/signals/figures.ts';
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
      config.logs ? traffic(config) : [],
      config.logs ? logs(config, metric) : [],
      config.metrics ? [appTimes(config)] : [],
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
function appTimes({ slug }: MonitorConfig): IWidget {
  const figures = { AppTookP50: 'p50', AppTookP95: 'p95', AppTookP99: 'p99', AppWeaviateTookP95: 'weaviateP95' };
  return logged(slug, 'check-health', { title: 'By /metrics, seconds', width: WIDTH, figures });
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
    ...(config.components.length > 0 ? [componentStates(config)] : []),
  ];
}

function componentStates({ slug, components }: MonitorConfig): IWidget {
  const figures = Object.fromEntries(components.map((c) => [`ComponentUp ${c}`, c.replace('/', '_')]));
  return logged(slug, 'check-health', { title: 'Health by component (1 is well)', width: 10, figures, statistic: 'min' });
}

function traffic({ slug, thresholds }: MonitorConfig): IWidget[] {
  const ofLogs = (title: string, figures: Record<string, string>) => logged(slug, 'check-logs', { title, width: 6, figures });
  return [
    ofLogs('Requests and client errors in 5 minutes', { Requests: 'requests', ClientErrors: 'clientErrors' }),
    ofLogs('Time a request took, seconds (health requests included)', { TookP50: 'p50', TookP95: 'p95' }),
    ofLogs(`Error rate (alarm above ${thresholds.serverErrorPercent} %)`, { ServerErrorPercent: 'percent' }),
    ofLogs(`Errors in 5 minutes (alarm above ${thresholds.serverErrors})`, {
      ServerErrors: 'serverErrors',
      UnfinishedRequests: 'unfinished',
    }),
  ];
}

function logs({ slug }: MonitorConfig, metric: MetricOf): IWidget[] {
  const ofLogs = (title: string, figures: Record<string, string>) => logged(slug, 'check-logs', { title, width: 8, figures });
  return [
    graph('Log lines in 5 minutes', 8, [metric('logLines', 'service', '', 'lines')], { unit: '' }),
    ofLogs('Error and warning lines, and seconds without an answer', {
      ErrorLines: 'error',
      WarningLines: 'warning',
      LongestSilence: 'silence',
    }),
    ofLogs('Starts, kills, critical lines', { Starts: 'starts', Kills: 'kills', CriticalLines: 'critical' }),
  ];
}

interface LoggedOptions {
  title: string;
  width: number;
  /** By their names in the log the words of the legend. */
  figures: Record<string, string>;
  statistic?: 'min' | 'max';
}

/** Curves of what the runs of a function write to its log; each look at them is a query over it, of some MB. */
function logged(slug: string, name: string, { title, width, figures, statistic = 'max' }: LoggedOptions): LogQueryWidget {
  const shown = Object.entries(figures);
  return new LogQueryWidget({
    title,
    width,
    height: 6,
    view: LogQueryVisualizationType.LINE,
    logGroupNames: [functionLogGroup(slug, name)],
    queryLines: [
      ...shown.map(([figure], i) => parseFigure(figure, `v${i}`)),
      `stats ${shown.map(([, word], i) => `${statistic}(v${i}) as ${word}`).join(', ')} by bin(5m)`,
    ],
  });
}

function memory({ slug, memory, disk, cpu, thresholds }: MonitorConfig, metric: MetricOf): IWidget[] {
  const ofMemory = (title: string, figures: Record<string, string>, statistic?: 'min') =>
    logged(slug, 'check-memory', { title, width: 12, figures, ...(statistic && { statistic }) });
  const others = { ...(disk && { DiskUsedPercent: 'disk' }), ...(cpu && { CpuUsedPercent: 'cpu' }) };
  const used = [metric('memoryUsedPercent', 'service', '', 'memory')];
  return [
    ...(memory
      ? [
          graph('Memory, percent of the limit', 12, used, { unit: '%', limit: thresholds.memoryUsedPercent, max: 100 }),
          ofMemory('Hours until memory is full, by the trend', { HoursToMemoryLimit: 'hours' }, 'min'),
        ]
      : []),
    ...(disk || cpu ? [ofMemory('Disk and CPU, percent of what there is', others)] : []),
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
