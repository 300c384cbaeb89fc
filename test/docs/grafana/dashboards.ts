import { METRICS, type MetricKey, NAMESPACE } from '../../../functions/shared/signals/metrics.ts';
import { isOnlyLogged, SHARED } from '../../../functions/shared/signals/sent.ts';
import { exposedName } from '../../../local/exposition/families.ts';

/** One panel: what it is called, its unit in Grafana, and its metrics with the statistic that CloudWatch keeps of them. */
interface Panel {
  title: string;
  unit: 'none' | 's' | 'percent' | 'short';
  series: { key: MetricKey; statistic: 'Minimum' | 'Maximum'; legend: string; dimension?: string }[];
  kind?: 'stat';
}

const up = (key: MetricKey, dimension: string) => ({
  key,
  statistic: 'Minimum' as const,
  legend: dimension.toLowerCase(),
  dimension,
});
const most = (key: MetricKey, legend: string, dimension?: string) => ({
  key,
  statistic: 'Maximum' as const,
  legend,
  ...(dimension && { dimension }),
});

/** What both dashboards show, in this order. */
const PANELS: Panel[] = [
  { title: 'Endpoints up', unit: 'none', kind: 'stat', series: [up('up', 'Endpoint')] },
  { title: 'Weaviate and its collections up', unit: 'none', kind: 'stat', series: [up('componentUp', 'Component')] },
  { title: 'Time of a probe', unit: 's', series: [most('responseTime', 'probe', 'Endpoint')] },
  { title: 'Failed attempts', unit: 'percent', series: [most('failedAttemptPercent', 'failed', 'Endpoint')] },
  {
    title: 'Requests in five minutes, by the log',
    unit: 'short',
    series: [most('requests', 'requests'), most('serverErrors', 'server errors'), most('clientErrors', 'client errors')],
  },
  { title: 'Time of a request, by the log', unit: 's', series: [most('tookP50', 'p50'), most('tookP95', 'p95')] },
  {
    title: "Time of a request, by AtlasML's own page",
    unit: 's',
    series: [
      most('appTookP50', 'p50'),
      most('appTookP95', 'p95'),
      most('appTookP99', 'p99'),
      most('appWeaviateTookP95', 'Weaviate p95'),
    ],
  },
  {
    title: "Requests a minute, by AtlasML's own page",
    unit: 'short',
    series: [most('appRequestsPerMinute', 'requests a minute')],
  },
  {
    title: 'Errors in the log',
    unit: 'short',
    series: [most('errorLines', 'ERROR'), most('criticalLines', 'CRITICAL'), most('newErrorKinds', 'new kinds')],
  },
  {
    title: 'Unfinished requests and starts',
    unit: 'short',
    series: [most('unfinishedRequests', 'unfinished'), most('starts', 'starts')],
  },
  {
    title: 'Memory, CPU and disk',
    unit: 'percent',
    series: [most('memoryUsedPercent', 'memory'), most('cpuUsedPercent', 'CPU'), most('diskUsedPercent', 'disk')],
  },
  { title: 'Days left of the certificate', unit: 'short', series: [up('certificateDaysLeft', 'Endpoint')] },
  { title: 'Checks that could not see', unit: 'none', series: [most('observationUnknown', 'check', 'Check')] },
];

const WIDTH = 12;
const HEIGHT = 7;

type Source = 'cloudwatch' | 'prometheus';

/** A dashboard as Grafana imports it. Source: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function dashboard(source: Source): object {
  const datasource = { type: source, uid: `\${${INPUT}}` };
  return {
    __inputs: [{ name: INPUT, label: NAMES[source], type: 'datasource', pluginId: source, pluginName: NAMES[source] }],
    title: `AtlasML by ${NAMES[source]}`,
    uid: `atlasml-monitor-${source}`,
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '1m',
    time: { from: 'now-3h', to: 'now' },
    tags: ['atlasml'],
    templating: { list: [source === 'cloudwatch' ? ENVIRONMENT_BOX : environmentQuery(datasource)] },
    panels: [
      ...panelsOf(source).map((panel, i) => panelOf(panel, i, source, datasource)),
      ...(source === 'prometheus' ? ownPanels(datasource) : []),
    ],
  };
}

/** CloudWatch gets what an alarm watches; of components and checks one gauge for all. */
function panelsOf(source: Source): Panel[] {
  if (source === 'prometheus') return PANELS;
  const panels = PANELS.map((panel) => ({ ...panel, series: panel.series.flatMap(sent) }));
  return panels.filter(({ series }) => series.length > 0);
}

function sent(series: Series): Series[] {
  const shared = SHARED[series.key];
  if (shared) return [{ key: shared.metric, statistic: series.statistic, legend: 'all of them' }];
  return isOnlyLogged(series.key) ? [] : [series];
}

const INPUT = 'DS_ATLASML';
const NAMES: Record<Source, string> = { cloudwatch: 'CloudWatch', prometheus: 'Prometheus' };
const ENVIRONMENT_BOX = {
  name: 'environment',
  label: 'environment',
  type: 'textbox',
  query: 'production',
  current: { text: 'production', value: 'production' },
};
const environmentQuery = (datasource: object) => ({
  name: 'environment',
  label: 'environment',
  type: 'query',
  datasource,
  query: 'label_values(atlasml_monitor_info, environment)',
  refresh: 1,
});

function panelOf({ title, unit, series, kind }: Panel, i: number, source: Source, datasource: object): object {
  return {
    ...frame(title, i, datasource, kind ?? 'timeseries'),
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: series.map((one, n) => {
      const refId = String.fromCharCode('A'.charCodeAt(0) + n);
      return source === 'cloudwatch' ? cloudWatchTarget(one, refId, datasource) : prometheusTarget(one, refId, datasource);
    }),
  };
}

function frame(title: string, i: number, datasource: object, type: string): object {
  const gridPos = { h: HEIGHT, w: WIDTH, x: (i % 2) * WIDTH, y: Math.floor(i / 2) * HEIGHT };
  return { id: i + 1, title, type, datasource, gridPos };
}

type Series = Panel['series'][number];

/** Source: https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/query-editor/ */
function cloudWatchTarget({ key, statistic, legend, dimension }: Series, refId: string, datasource: object): object {
  return {
    refId,
    datasource,
    queryMode: 'Metrics',
    metricQueryType: 0,
    metricEditorMode: 0,
    region: 'default',
    namespace: NAMESPACE,
    metricName: METRICS[key].name,
    dimensions: { Environment: '$environment', ...(dimension && { [dimension]: '*' }) },
    matchExact: true,
    statistic,
    period: '60',
    id: '',
    expression: '',
    // The name behind the dot is that of a dimension.
    label: dimension ? `\${PROP('Dim.${dimension}')}` : legend,
  };
}

/** One monitor watches one environment, so the target of the page is that of the environment. */
function prometheusTarget({ key, legend, dimension }: Series, refId: string, datasource: object): object {
  const expr = `${exposedName(key)} and on (instance) atlasml_monitor_info{environment="$environment"}`;
  return {
    refId,
    datasource,
    editorMode: 'code',
    range: true,
    expr,
    legendFormat: dimension ? `{{${dimension.toLowerCase()}}}` : legend,
  };
}

/** What only the page of one machine says. */
function ownPanels(datasource: object): object[] {
  const own = [
    { title: 'Alarms', expr: 'atlasml_monitor_alarm{state="alarm"} == 1', legendFormat: '{{signal}} {{subject}}' },
    { title: 'An incident is open', expr: 'atlasml_monitor_incident_open', legendFormat: 'open' },
    {
      title: 'Age of the last run of each check',
      expr: 'time() - atlasml_monitor_check_timestamp_seconds',
      legendFormat: '{{check}}',
    },
  ];
  return own.map(({ title, expr, legendFormat }, i) => ({
    ...frame(title, PANELS.length + i, datasource, 'timeseries'),
    fieldConfig: { defaults: { unit: title.startsWith('Age') ? 's' : 'none', min: 0 }, overrides: [] },
    targets: [{ refId: 'A', datasource, editorMode: 'code', range: true, expr, legendFormat }],
  }));
}
