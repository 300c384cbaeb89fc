import { countersOf } from '../../functions/check-logs/counters.ts';
import { binWidthFor, countQuery, EVIDENCE_LIMIT, evidenceQuery, TOOK_QUERY } from '../../functions/check-logs/query.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Observation } from '../../functions/shared/observation.ts';
import { METRICS, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import type { Signal } from '../../functions/shared/signals/signal.ts';
import type { AlarmLook } from '../../local/alarms/alarm-evaluator.ts';
import { EXTRA_PERIODS } from '../../local/alarms/alarm-rules.ts';
import { seriesOf } from '../../local/store/metrics.ts';

/** A query that anybody can run again, over a log file or in CloudWatch Logs Insights. */
export interface QueryBehind {
  /** What it gives. */
  what: string;
  query: string;
  /** Both ends included. */
  start: string;
  end: string;
  /** How it is asked, where it is no query of the log. */
  how?: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The queries behind the numbers of check-logs, word by word as they were asked. */
export function queriesBehind(observations: readonly Observation[], { logs }: Pick<MonitorConfig, 'logs'>): QueryBehind[] {
  const seen = observations.find((o) => o.check === 'logs');
  if (!seen || !logs) return [];
  const { startMs, endMs } = seen.window;
  const of = (what: string, query: string): QueryBehind => ({ what, query, start: iso(startMs), end: iso(endMs) });
  return [
    of('all counts', countQuery(countersOf(logs), binWidthFor(endMs - startMs))),
    of('how long requests took', TOOK_QUERY),
    of('the newest errors', evidenceQuery(EVIDENCE_LIMIT)),
  ];
}

/**
 * The metrics behind the values of alarms, as CloudWatch is asked for them.
 * @param file of the metrics of one machine, which SQLite is asked for in its place.
 */
export function metricQueries(looks: readonly AlarmLook[], atMs: number, file?: string): QueryBehind[] {
  return looks.map(({ definition: { title, signal, dimensions } }) => {
    const startMs = atMs - (signal.evaluationPeriods + EXTRA_PERIODS) * signal.periodSeconds * 1000;
    const asked = { metric: METRICS[signal.metric].name, dimensions, signal, startMs, endMs: atMs };
    const query = file === undefined ? awsCommand(asked) : sqlOf(asked);
    const how = file === undefined ? 'with the command line of AWS' : `sqlite3 -readonly ${file}`;
    return { what: title, query, how, start: iso(startMs), end: iso(atMs) };
  });
}

interface MetricAsked {
  metric: string;
  dimensions: Record<string, string>;
  signal: Pick<Signal, 'statistic' | 'periodSeconds'>;
  startMs: number;
  endMs: number;
}

function awsCommand({ metric, dimensions, signal: { statistic, periodSeconds }, startMs, endMs }: MetricAsked): string {
  const names = Object.entries(dimensions).map(([name, value]) => `Name=${name},Value=${value}`);
  const kind = statistic.startsWith('p') ? '--extended-statistics' : '--statistics';
  return [
    `aws cloudwatch get-metric-statistics --namespace ${NAMESPACE} --metric-name ${metric} --dimensions ${names.join(' ')}`,
    `  ${kind} ${statistic} --period ${periodSeconds} --start-time ${iso(startMs)} --end-time ${iso(endMs)}`,
  ].join(' \\\n');
}

function sqlOf({ metric, dimensions, startMs, endMs }: MetricAsked): string {
  const key = seriesOf(NAMESPACE, metric, dimensions).replaceAll("'", "''");
  const of = `where series = (select id from series where key = '${key}') and at_ms between ${startMs} and ${endMs}`;
  const time = "datetime(at_ms / 1000, 'unixepoch') as at";
  return [
    `select ${time}, value as min, value as max from recent ${of}`,
    `union all select ${time}, min, max from minutes ${of} order by 1;`,
  ].join('\n');
}

/** Queries as lines, with how each is asked. @param place of the log: files, or the folder of a monitor. */
export function queryLines(queries: readonly QueryBehind[], place: string): string[] {
  const logs = ({ start, end }: QueryBehind) =>
    place === ''
      ? `in CloudWatch Logs Insights, from ${start} to ${end}`
      : `npx atlasml-monitor query --start ${start} --end ${end} QUERY ${place}`;
  return queries.flatMap((one) => [
    '',
    `  ${one.what}: ${one.how ?? logs(one)}`,
    ...one.query.split('\n').map((line) => `    ${line}`),
  ]);
}
