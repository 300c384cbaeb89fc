import type { LogsConfig, MonitorConfig } from '../config/schema.ts';
import { consolePage } from './console.ts';
import type { Link } from './message.ts';

/** Console links of an environment: its log lines of a window, its alarms, its dashboard. */
export function consoleLinks(
  config: Pick<MonitorConfig, 'slug' | 'logs' | 'dashboard'>,
  region: string,
  window: { startMs: number; endMs: number },
): Link[] {
  const home = (where: string, place: string) => consolePage(where, 'cloudwatch/home', place);
  const prefix = `atlasml-${config.slug}`;
  return [
    ...(config.logs
      ? [{ label: 'Logs', url: home(config.logs.region, `logsV2:logs-insights${queryDetail(config.logs, window)}`) }]
      : []),
    { label: 'Alarms', url: home(region, `alarmsV2:?search=${prefix}`) },
    ...(config.dashboard ? [{ label: 'Dashboard', url: home(region, `dashboards/dashboard/${prefix}`) }] : []),
  ];
}

/** The page of the console that opens a query over the log group. */
export function queryLink(
  logs: Pick<LogsConfig, 'group' | 'stream' | 'region'>,
  window: { startMs: number; endMs: number },
  query: string,
): string {
  return consolePage(logs.region, 'cloudwatch/home', `logsV2:logs-insights${queryDetail(logs, window, query)}`);
}

/**
 * What the console's own address holds for a query of a window. No page describes the form; it is the one that the
 * console writes into the address bar: a list of names and values in which `*2f` stands for a slash.
 */
function queryDetail(
  { group, stream }: Pick<LogsConfig, 'group' | 'stream'>,
  { startMs, endMs }: { startMs: number; endMs: number },
  asked?: string,
): string {
  const text = (value: string) =>
    `'${encodeURIComponent(value)
      .replace(/[!'()*~]/g, hex)
      .replaceAll('%', '*')
      .toLowerCase()}`;
  const kept = (value: string) => `'${value.replace(/[^\w.-]/g, (c) => text(c).slice(1))}`;
  const at = (ms: number) => kept(new Date(ms).toISOString());
  const filter = stream === undefined ? '' : `| filter @logStream = "${stream}"\n`;
  const query = asked ?? `fields @timestamp, @message\n${filter}| sort @timestamp desc\n| limit 1000`;
  return `$3FqueryDetail$3D~(end~${at(endMs)}~start~${at(startMs)}~timeType~'ABSOLUTE~tz~'UTC~editorString~${kept(query)}~source~(~${kept(group)}))`;
}

const hex = (char: string) => `%${char.charCodeAt(0).toString(16)}`;
