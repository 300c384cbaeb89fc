import { channelsOf, checksOf, scheduledEndpoints } from '../config/asked-for.ts';
import { digestsOf } from '../config/digest-kinds.ts';
import type { MonitorConfig } from '../config/schema.ts';
import { RUNS_KEPT_MS } from '../incident/run-memory.ts';
import { alarmsOf } from '../signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../signals/native-alarms.ts';
import { seldomShare } from '../signals/seldom.ts';
import { plural } from '../text/words.ts';
import { metricCount } from './metric-count.ts';
import { type Amounts, dollarsOf } from './prices.ts';

/** One line of the estimate. */
export interface UseLine {
  what: string;
  amounts: Partial<Amounts>;
}

/** What is used in a month, where it was measured. */
export interface Use {
  logGbADay?: number;
  lambdaGbSeconds?: number;
  lambdaRuns?: number;
}

/** Minutes of a month of 30 days: a run of each check, and of the reporter. */
export const MINUTES = 43_200;
/** Memory of each function. */
export const FUNCTION_GB = 0.25;
/** Typical seconds that one run of each check takes; check-health waits between two attempts, and runs between two of its minutes. */
const RUN_SECONDS = { health: 11.1 + 0.5, logs: 3, memory: 0.4 };
const REPORTER_SECONDS = 0.3;
/** The window of five minutes is scanned every minute, by two queries. */
const SCANS_PER_BYTE = 10;
/** The daily digest scans its day by three. */
const DIGEST_SCANS_PER_BYTE = 3;
/** While requests fail the errors of the window are read as well, each minute; assumed for this share of the time, an hour a day. */
const SHARE_WITH_ERRORS = 1 / 24;
const EVIDENCE_SCANS_PER_BYTE = 5;
/** AtlasML logs about this much a day with few users. */
export const ASSUMED_LOG_GB_A_DAY = 0.2;
/** KB of an observation as it is stored, of a calm minute; a test holds them to real ones. */
export const OBSERVATION_KB = { health: 2, logs: 3, memory: 1 };
/** Each endpoint beyond the first adds so much to that of check-health; what is more than 30 KB is stored packed, as so much of itself. */
const ENDPOINT_KB = 0.7;
const MOST_PLAIN_KB = 30;
const PACKED = 0.2;

/** KB of what a run of check-health stores. */
export function healthKb(endpoints: number): number {
  const plain = OBSERVATION_KB.health + (endpoints - 1) * ENDPOINT_KB;
  return Math.ceil(plain <= MOST_PLAIN_KB ? plain : plain * PACKED);
}
/** What the reporter reads each minute, in units of 4 KB: the state, and an observation of each check. */
const READS = 1;
/** Lambda's three lines of a run and the one of ours, with its figures; a test holds it to real ones. */
export const RUN_LOG_BYTES = 1_500;
/** They are kept for three months (lib/function.ts). */
const LOG_MONTHS = 3;

const logged = (gb: number): UseLine => ({
  what: 'logs of the functions, with the figures of each run',
  amounts: { logGbIngested: gb, logGbKept: gb * LOG_MONTHS },
});
/** The wake-ups, and what runs of check-health leave for the ones between them. */
const POLLED_QUEUES = 2;
/** Lambda asks each queue at five places at once, and each waits up to 20 s: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const POLLS_A_MINUTE = 15;
/** A message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3;

/** A packed run of the reporter in a trouble, in units of 1 KB, by which a write is paid for; each hour has one that is quiet. */
const RUN_KB = 4;
const RUNS_KEPT_DAYS = RUNS_KEPT_MS / 86_400_000;
const ASSUMED_TROUBLE_HOURS = 10;
const HOURS_A_MONTH = 720;

/** What keeping runs of the reporter takes a month. @param hours with something to weigh, when each minute is kept. */
export function keptRuns(hours: number): Partial<Amounts> {
  const runs = HOURS_A_MONTH - hours + hours * 60;
  return { tableWrites: runs * RUN_KB, tableGbKept: (runs * RUN_KB * (RUNS_KEPT_DAYS / 30)) / 1e6 };
}

/** What a configuration uses in a month, by line; what was not measured is assumed. */
export function monthlyUse(config: MonitorConfig, use: Use = {}): UseLine[] {
  const checks = checksOf(config);
  // The reporter publishes what the outside watcher answers.
  const publishing = checks.length + (config.heartbeat ? seldomShare(ASSUMED_TROUBLE_HOURS) : 0);
  const alarms = nativeAlarmsOf(alarmsOf(config));
  const highResolution = alarms.filter((a) => a.signal.periodSeconds < 60).length;
  const standard = alarms.length - highResolution + selfAlarms(config);
  const metrics = metricCount(config);
  const runSeconds = checks.reduce((sum, check) => sum + RUN_SECONDS[check], REPORTER_SECONDS);
  const {
    logGbADay = ASSUMED_LOG_GB_A_DAY,
    lambdaGbSeconds = MINUTES * runSeconds * FUNCTION_GB,
    lambdaRuns = MINUTES * (checks.length + 2),
  } = use;
  const written = checks.reduce(
    (sum, check) => sum + (check === 'health' ? healthKb(scheduledEndpoints(config).length) : OBSERVATION_KB[check]),
    config.heartbeat ? 1 : 0,
  );
  const lines: UseLine[] = [
    { what: `${metrics.each} custom metrics`, amounts: { metrics: metrics.each } },
    {
      what: `${metrics.seldom} more that are sent for one hour a day while all is well`,
      amounts: { metrics: metrics.seldom * seldomShare(ASSUMED_TROUBLE_HOURS) },
    },
    { what: `${standard} alarms`, amounts: { alarms: standard } },
    { what: plural(highResolution, 'high-resolution alarm'), amounts: { highResolutionAlarms: highResolution } },
    {
      what: `${Math.round(lambdaGbSeconds / 1000)}k Lambda GB-seconds`,
      amounts: { lambdaGbSeconds, lambdaRequests: lambdaRuns },
    },
    {
      what: 'CloudWatch API requests',
      // The reporter reads all alarms, up to 100 at once.
      amounts: { apiRequests: MINUTES * (publishing + Math.ceil(alarms.length / 100) + usageRequests(config)) },
    },
    {
      what: 'DynamoDB reads and writes',
      amounts: {
        tableWrites: MINUTES * written,
        tableReads: MINUTES * Math.max(READS + checks.length, READS + Math.ceil(written / 4)),
      },
    },
    {
      what: `what runs rested on, ${RUNS_KEPT_DAYS} days (an alarm that is always on: $${dollarsOf(keptRuns(HOURS_A_MONTH), 'us-east-1').toFixed(2)})`,
      amounts: keptRuns(ASSUMED_TROUBLE_HOURS),
    },
    { what: 'SQS requests', amounts: { queueRequests: POLLED_QUEUES * MINUTES * (POLLS_A_MINUTE + REQUESTS_A_MESSAGE) } },
    logged((lambdaRuns * RUN_LOG_BYTES) / 1e9),
  ];
  if (config.logs) lines.push(scanned(config, logGbADay));
  if (config.customerManagedKey) lines.push({ what: 'customer-managed key', amounts: { keys: 1 } });
  if (config.dashboard) lines.push({ what: 'dashboard', amounts: { dashboards: 1 } });
  return lines;
}

/** What check-memory asks of CloudWatch in a minute; disk and the trend of memory every five minutes. */
export function usageRequests({ memory, disk, cpu }: MonitorConfig): number {
  const metrics = ({ source }: { source: string }) => (source === 'container-insights' ? 2 : 1);
  return (memory ? (1 + 1 / 5) * metrics(memory) : 0) + (disk ? 1 / 5 : 0) + (cpu ? metrics(cpu) : 0);
}

function scanned(config: MonitorConfig, logGbADay: number): UseLine {
  const gbAMonth = logGbADay * 30;
  const byChecks = gbAMonth * (SCANS_PER_BYTE + SHARE_WITH_ERRORS * EVIDENCE_SCANS_PER_BYTE);
  const budgeted = Math.min(byChecks, config.logs?.monthlyScanBudgetGB ?? Number.POSITIVE_INFINITY);
  const byDigests = digestsOf(config).includes('daily') ? gbAMonth * DIGEST_SCANS_PER_BYTE : 0;
  return {
    what: `Logs Insights, at ${Number(logGbADay.toPrecision(2))} GB of logs a day`,
    amounts: { logGbScanned: budgeted + byDigests },
  };
}

/** Alarms about the monitor itself. */
function selfAlarms(config: MonitorConfig): number {
  const forChannels = 2 + Number(config.weeklyDrill) + Number(digestsOf(config).length > 0);
  return (
    checksOf(config).length * 2 + 4 + (channelsOf(config).length > 0 ? forChannels : 0) + Number(config.answers !== undefined)
  );
}

/** Of the endpoints with a request of their own: what they cost their service is not known here; how many they are is. */
export function requestLines(config: MonitorConfig): string[] {
  return scheduledEndpoints(config).flatMap(({ name, request }) =>
    request === undefined
      ? []
      : [
          `  beside it ${name} is sent its request ${MINUTES.toLocaleString('en')} times a month (up to ${config.confirm.attempts} times as often while it fails); what AtlasML pays OpenAI for each comes on top`,
        ],
  );
}
