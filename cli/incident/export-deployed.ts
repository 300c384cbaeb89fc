import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { logEvents, logEventsClient } from '../../functions/shared/aws/log-events.ts';
import type { LogsConfig, MonitorConfig } from '../../functions/shared/config/schema.ts';
import { PRICES } from '../../functions/shared/cost/prices.ts';
import type { PastLog } from '../../local/capsule/capsule-log.ts';
import { STATISTICS } from '../../local/capsule/kept-minutes.ts';
import { seriesOf } from '../../local/capsule/series.ts';
import type { CapsuleSources } from '../../local/capsule/take-capsule.ts';
import { type Clients, deployedPast } from '../why/deployed.ts';

/** What the deployed monitor and CloudWatch kept, read with the rights of whoever asks. @throws when it cannot be asked. */
export async function deployedSources(
  config: MonitorConfig,
  clients: Clients & { logs?: CloudWatchLogsClient } = {},
): Promise<CapsuleSources> {
  const past = await deployedPast(config, clients);
  const log = config.logs && { log: groupLog(config.logs, clients.logs) };
  return { past, origin: 'AWS', isWholeLog: config.logs !== undefined, ...log };
}

/** FilterLogEvents costs nothing, and takes its time (price page of CloudWatch). */
function groupLog(logs: LogsConfig, client = logEventsClient(logs)): PastLog {
  return {
    async *events(window) {
      for await (const page of logEvents(logs, window, client))
        yield page.map(({ timestamp = 0, message = '', logStreamName }) => ({
          timestamp,
          message,
          ...(logStreamName !== undefined && { logStream: logStreamName }),
        }));
    },
  };
}

/** What a capsule reads in AWS, and what that costs. Metrics are paid for by their number, all else is some requests. */
export function costWords(config: MonitorConfig): string {
  // Queries of the logs of the functions cost next to nothing.
  const asked = seriesOf(config).length * STATISTICS.length;
  const dollars = asked * PRICES['us-east-1'].metricsRead;
  return `Reading from AWS: the log group, up to 20 MB of it, ${asked} metrics, what the runs logged, alarms and what the monitor kept. It costs about $${dollars.toFixed(3)}, and takes a minute or two.`;
}
