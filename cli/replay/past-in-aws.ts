import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { awsClient } from '../../functions/shared/aws/client.ts';
import { logEvents, logEventsClient } from '../../functions/shared/aws/log-events.ts';
import { cloudWatchMetricStore } from '../../functions/shared/aws/metric-store.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { PRICES, REGIONS } from '../../functions/shared/cost/prices.ts';
import type { MetricStore } from '../../functions/shared/ports.ts';
import { dateTime, duration } from '../../functions/shared/text/words.ts';
import { type Past, UnansweredPastError } from '../../local/replay/past.ts';
import { pastOfLogGroup } from '../../local/replay/past-of-log-group.ts';
import { notAsked } from '../not-asked.ts';
import { size } from '../query/statistics.ts';
import { timeIn } from '../query/time-range.ts';

export interface LogGroupAsked {
  group: string;
  /** "7d". */
  since: string;
}

export interface LogGroupPorts {
  nowMs: number;
  environment: NodeJS.ProcessEnv;
  /** @throws what ends the command, where nobody agrees. */
  consent(question: string): Promise<void>;
  /** Replaced in tests. */
  logs?: CloudWatchLogsClient;
  metrics?: Pick<MetricStore, 'read'>;
}

/** A log group of CloudWatch as a past; the AWS SDK is loaded here. @throws UsageError, when it is read UnansweredPastError */
export function pastInAws({ group, since }: LogGroupAsked, config: MonitorConfig, ports: LogGroupPorts): Past {
  const { nowMs, environment } = ports;
  const { ms: startMs } = timeIn('--since', since, nowMs);
  const { region } = config.logs ?? DEFAULTS.logs;
  const stream = config.logs?.group === group ? config.logs.stream : undefined;
  const client = ports.logs ?? logEventsClient({ region });
  const where = { group, ...(stream !== undefined && { stream }) };
  const { AWS_PROFILE = '', AWS_ENDPOINT_URL = '' } = environment;
  return pastOfLogGroup({
    group,
    of: [region, stream ?? '', AWS_PROFILE, AWS_ENDPOINT_URL],
    since,
    startMs,
    endMs: nowMs,
    async *pages(window) {
      try {
        for await (const page of logEvents(where, window, client))
          yield page.map(({ timestamp = 0, message = '', logStreamName }) => ({
            timestamp,
            message,
            ...(logStreamName !== undefined && { logStream: logStreamName }),
          }));
      } catch (error) {
        throw new UnansweredPastError(notAsked(`The log group ${group}`, error as Error).text);
      }
    },
    bytes: () => bytesOf(group, { startMs, endMs: nowMs }, ports.metrics ?? metricsIn(region)),
    consent: (bytes) => ports.consent(questionWords(group, { startMs, endMs: nowMs }, bytes, region)),
  });
}

const metricsIn = (region: string): Pick<MetricStore, 'read'> =>
  cloudWatchMetricStore('', awsClient(CloudWatchClient, { region }));

const HOUR_S = 3_600;

/** What CloudWatch took into it in that time, by its own count; undefined where it has none. */
async function bytesOf(
  group: string,
  window: { startMs: number; endMs: number },
  metrics: Pick<MetricStore, 'read'>,
): Promise<number | undefined> {
  const asked = { namespace: 'AWS/Logs', metric: 'IncomingBytes', dimensions: { LogGroupName: group } };
  try {
    const hours = await metrics.read({ ...asked, statistic: 'Sum', periodSeconds: HOUR_S, ...window });
    return hours.length === 0 ? undefined : hours.reduce((sum, { value }) => sum + value, 0);
  } catch {
    return undefined;
  }
}

const GB = 1e9;
/** A page is 1 MB at most (API reference of FilterLogEvents), and the next is asked for with what the one before named. */
const PAGE_BYTES = 1e6;
const BYTES_A_SECOND = 2e6;
/** To count a log, each GB is scanned once for the counts and once for how long answers took. */
const SCANS = 2;

/** What is read, by which way, what it costs and how long it takes. */
export function questionWords(
  group: string,
  { startMs, endMs }: { startMs: number; endMs: number },
  bytes: number | undefined,
  region: string,
): string {
  const prices = PRICES[REGIONS.find((known) => known === region) ?? 'us-east-1'];
  const span = `from ${dateTime(startMs)} to ${dateTime(endMs)}`;
  if (bytes === undefined)
    return `This reads the log group ${group} ${span}, by FilterLogEvents, which costs nothing. How much that is, is not known: CloudWatch gave no count of it.`;
  const pages = Math.ceil(bytes / PAGE_BYTES).toLocaleString('en-US');
  const dollars = ((bytes / GB) * prices.logGbScanned * SCANS).toFixed(2);
  return [
    `This reads the log group ${group} ${span}: about ${size(bytes)}, in ${pages} requests.`,
    `FilterLogEvents costs nothing, and takes about ${duration(Math.max(1_000, (bytes / BYTES_A_SECOND) * 1000))}.`,
    `Counting by Logs Insights would cost about $${dollars}, and does not show the lines that health is inferred from.`,
  ].join('\n');
}
