import type { MonitorConfig } from '../shared/config/schema.ts';
import type { Link } from '../shared/message/message.ts';

/** Console links of an environment: its log group, its alarms, its dashboard. */
export function consoleLinks(config: Pick<MonitorConfig, 'environment' | 'logs' | 'dashboard'>, region: string): Link[] {
  const home = (where: string) => `https://${where}.console.aws.amazon.com/cloudwatch/home?region=${where}`;
  const prefix = `atlasml-${config.environment}`;
  return [
    // The console writes a log group's name encoded twice, with $ for %.
    ...(config.logs
      ? [
          {
            label: 'Logs',
            url: `${home(config.logs.region)}#logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(config.logs.group)).replaceAll('%', '$')}`,
          },
        ]
      : []),
    { label: 'Alarms', url: `${home(region)}#alarmsV2:?search=${prefix}` },
    ...(config.dashboard ? [{ label: 'Dashboard', url: `${home(region)}#dashboards/dashboard/${prefix}` }] : []),
  ];
}
