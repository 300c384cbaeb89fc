import { channelsOf, checksOf, scheduledEndpoints } from '../config/asked-for.ts';
import { digestsOf } from '../config/digest-kinds.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { alarmsOf } from '../signals/alarm-definitions.ts';
import { plural } from '../text/words.ts';

/** Prices in US dollars. Source: the AWS price pages for us-east-1, November 2026. */
export const PRICES = {
  customMetricMonth: 0.3,
  alarmMonth: 0.1,
  highResolutionAlarmMonth: 0.3,
  dashboardMonth: 3,
  apiRequests1000: 0.01,
  lambdaGbSecondArm: 0.0000133334,
  lambdaMillionRequests: 0.2,
  insightsGbScanned: 0.005,
  dynamoMillionWrites: 0.625,
  sqsMillionRequests: 0.4,
  /** One key; each of its first two yearly rotations adds as much. Its requests stay within the free 20,000. */
  customerManagedKeyMonth: 1,
  emails100000: 2,
} as const;

/** Left out of the estimate: an account gets them once, and may have used them up. */
export const FREE_TIER = '10 metrics, 10 alarms, 3 dashboards, 400,000 Lambda GB-s, 1 million SQS requests, 1,000 e-mails';

const RUNS_A_MONTH = 43_200;
/** Memory of each function. */
export const FUNCTION_GB = 0.25;
/** Typical seconds that one run of each check takes; check-health waits between two attempts, and runs between two of its minutes. */
const RUN_SECONDS = { health: 11.1 + 0.5, logs: 3, memory: 0.4 };
const REPORTER_SECONDS = 0.3;
/** The wake-ups, and what runs of check-health leave for the ones between them. */
const POLLED_QUEUES = 2;
/** Lambda asks each queue at five places at once, and each waits up to 20 s: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const POLLS_A_MINUTE = 15;
/** A message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3;
/** The window of five minutes is scanned every minute, by two queries. */
const SCANS_PER_BYTE = 10;
/** The daily digest scans its day by three. */
const DIGEST_SCANS_PER_BYTE = 3;
/** AtlasML logs about this much a day with few users. */
export const ASSUMED_LOG_GB_A_DAY = 0.2;

export interface CostLine {
  what: string;
  dollars: number;
}

/** What is used in a month, where it was measured. */
export interface Use {
  logGbADay?: number;
  lambdaGbSeconds?: number;
  lambdaRuns?: number;
}

/** The monthly cost by line, free tier not subtracted; what was not measured is assumed. */
export function monthlyCost(config: MonitorConfig, use: Use = {}): CostLine[] {
  const checks = checksOf(config);
  // The reporter publishes what the outside watcher answers.
  const publishing = checks.length + (config.heartbeat ? 1 : 0);
  const alarms = alarmsOf(config);
  const highResolution = alarms.filter((a) => a.signal.periodSeconds < 60).length;
  const selfAlarms =
    checks.length * 2 +
    4 +
    (channelsOf(config).length > 0 ? 2 + Number(config.weeklyDrill) + Number(digestsOf(config).length > 0) : 0);
  const metrics = metricCount(config);
  const runSeconds = checks.reduce((sum, check) => sum + RUN_SECONDS[check], REPORTER_SECONDS);
  const {
    logGbADay = ASSUMED_LOG_GB_A_DAY,
    lambdaGbSeconds = RUNS_A_MONTH * runSeconds * FUNCTION_GB,
    lambdaRuns = RUNS_A_MONTH * (checks.length + 2),
  } = use;
  const scans = SCANS_PER_BYTE + (digestsOf(config).includes('daily') ? DIGEST_SCANS_PER_BYTE : 0);
  const lines: CostLine[] = [
    { what: `${metrics} custom metrics`, dollars: metrics * PRICES.customMetricMonth },
    {
      what: `${alarms.length - highResolution + selfAlarms} alarms`,
      dollars: (alarms.length - highResolution + selfAlarms) * PRICES.alarmMonth,
    },
    { what: plural(highResolution, 'high-resolution alarm'), dollars: highResolution * PRICES.highResolutionAlarmMonth },
    {
      what: `${Math.round(lambdaGbSeconds / 1000)}k Lambda GB-seconds`,
      dollars: lambdaGbSeconds * PRICES.lambdaGbSecondArm + (lambdaRuns * PRICES.lambdaMillionRequests) / 1e6,
    },
    {
      what: 'CloudWatch API requests',
      dollars:
        ((RUNS_A_MONTH * (publishing + (config.memory ? 3 : 0) + (config.disk ? 1 : 0) + (config.cpu ? 1 : 0))) / 1000) *
        PRICES.apiRequests1000,
    },
    {
      what: 'SQS requests',
      dollars: (POLLED_QUEUES * RUNS_A_MONTH * (POLLS_A_MINUTE + REQUESTS_A_MESSAGE) * PRICES.sqsMillionRequests) / 1e6,
    },
    { what: 'DynamoDB writes', dollars: (RUNS_A_MONTH * publishing * PRICES.dynamoMillionWrites) / 1e6 },
  ];
  if (config.logs) {
    lines.push({
      what: `Logs Insights, at ${Number(logGbADay.toPrecision(2))} GB of logs a day`,
      dollars: logGbADay * 30 * scans * PRICES.insightsGbScanned,
    });
  }
  if (config.customerManagedKey) lines.push({ what: 'customer-managed key', dollars: PRICES.customerManagedKeyMonth });
  if (config.dashboard) lines.push({ what: 'dashboard', dollars: PRICES.dashboardMonth });
  return lines;
}

/** The estimates of several services, each by itself and their sum; of one the estimate alone. */
export function costTextOf(configs: MonitorConfig[], logGbADay?: number): string {
  const [first] = configs;
  if (first && configs.length === 1) return costText(first, logGbADay);
  // Of what is printed above it, so that it adds up.
  const total = configs.reduce((sum, config) => sum + Number(totalOf(linesOf(config, logGbADay)).toFixed(2)), 0);
  const parts = configs.map((config) => `${config.service} ${config.environment}\n${costText(config, logGbADay)}`);
  return [
    ...parts,
    `${configs.length} services together: ${dollarsText(total)} a month; an account has the free tier once.`,
  ].join('\n\n');
}

/** The estimate as text, for synth and the command line. */
export function costText(config: MonitorConfig, logGbADay?: number): string {
  const lines = linesOf(config, logGbADay);
  const rows = [...lines, { what: 'together', dollars: totalOf(lines) }].map(
    ({ what, dollars }) => `  ${dollarsText(dollars).padStart(8)}  ${what}`,
  );
  return [
    'Estimated cost a month, in us-east-1:',
    ...rows,
    `  before the free tier of an account (${FREE_TIER})`,
    ...requestLines(config),
  ].join('\n');
}

const linesOf = (config: MonitorConfig, logGbADay: number | undefined): CostLine[] =>
  monthlyCost(config, logGbADay === undefined ? {} : { logGbADay });
const totalOf = (lines: CostLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);
const dollarsText = (dollars: number): string => `$${dollars.toFixed(2)}`;

/** What the probes of a request cost its service is not known here; how many they are is. */
function requestLines(config: MonitorConfig): string[] {
  return scheduledEndpoints(config).flatMap(({ name, request }) =>
    request === undefined
      ? []
      : [
          `  beside it ${name} is sent its request ${RUNS_A_MONTH.toLocaleString('en')} times a month (up to ${config.confirm.attempts} times as often while it fails); what AtlasML pays OpenAI for each comes on top`,
        ],
  );
}

function metricCount(config: MonitorConfig): number {
  const endpoints = scheduledEndpoints(config);
  const https = endpoints.filter((e) => e.url.startsWith('https:')).length;
  const health = endpoints.length * 3 + https + config.components.length;
  const logs = config.logs ? LOG_METRICS : 0;
  const own = (config.heartbeat ? 1 : 0) + (config.metrics ? APP_METRICS : 0);
  return (
    health +
    logs +
    (config.memory ? 3 : 0) +
    (config.disk ? 1 : 0) +
    (config.cpu ? 1 : 0) +
    checksOf(config).length +
    channelsOf(config).length +
    own
  );
}

/** Gauges of AtlasML's own metrics. */
const APP_METRICS = 5;

/** Gauges of check-logs; a test holds this to what it publishes. */
export const LOG_METRICS = 18;
