import { z } from 'zod';
import { MOST_HOURS } from '../observation.ts';
import { answersSchema } from './answers.ts';
import { digestsSchema, maintenanceSchema, timezone, withTimezone } from './calendar.ts';
import { crossFaults } from './cross-checks.ts';
import { DEFAULTS } from './defaults.ts';
import { distinct } from './distinct.ts';
import { dockerSchema } from './docker.ts';
import { endpointsSchema, headersSchema } from './endpoint.ts';
import { LOCAL_LOG_GROUP } from './local-log-group.ts';
import { tooLongForQuery } from './log-paths.ts';
import { cpuSourceSchema, diskSourceSchema, memorySourceSchema } from './metric-source.ts';
import { nameSchema } from './name.ts';
import { parameterName } from './parameter-name.ts';
import { hostName, ntfySchema, pagerdutySchema, teamsSchema, webhookSchema } from './receivers.ts';
import { routesSchema, withRouteZones } from './routes.ts';
import { sentryProjectSchema } from './sentry-project.ts';
import { sesSchema } from './ses.ts';
import { slugSchema, withSlug } from './slug.ts';
import { smtpSchema } from './smtp.ts';
import { httpUrl } from './urls.ts';

const seconds = (least: number, most: number) => z.number().min(least).max(most);
const metricName = z.string().regex(/^[a-zA-Z_:][\w:]*$/, 'must be the name of a metric of Prometheus');
const percent = z.number().min(1).max(100);

const logs = z
  .strictObject({
    /** In AWS it must be there; on one machine the file is enough. */
    group: z
      .string()
      .regex(/^[\w./#-]{1,512}$/, 'must be the name of a CloudWatch log group')
      .optional(),
    stream: z.string().min(1).max(512).optional(),
    region: z
      .string()
      .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be an AWS region such as eu-central-1')
      .default(DEFAULTS.logs.region),
    ingestionDelaySeconds: z.number().int().min(0).max(300).default(DEFAULTS.logs.ingestionDelaySeconds),
    healthPaths: z
      .array(z.string().startsWith('/'))
      .min(1)
      .default([...DEFAULTS.logs.healthPaths]),
    servedPathPrefixes: z
      .array(z.string().startsWith('/'))
      .min(1)
      .default([...DEFAULTS.logs.servedPathPrefixes]),
    /** What Logs Insights may read in a month for check-logs, which counts more seldom before that is used up. */
    monthlyScanBudgetGB: z.number().min(1).max(1_000_000).optional(),
    /** AtlasML's log as a file, read on one machine instead of the group; in AWS it is not used. */
    file: z.string().min(1).max(4096).optional(),
    /** Of AtlasML's clock, for log files; found out where it can be when left out. In AWS the log driver's times count. */
    timezone: timezone.optional(),
  })
  .superRefine((paths, context) => {
    const found = tooLongForQuery(paths);
    if (found) context.addIssue({ code: 'custom', path: [found.key], message: found.message });
    if (paths.group === undefined && paths.file === undefined)
      context.addIssue({
        code: 'custom',
        path: ['group'],
        message: 'is missing: the log group in AWS, or logs.file on one machine',
      });
  })
  .transform(({ group = LOCAL_LOG_GROUP, ...rest }) => ({ group, ...rest }));

const vpc = z.strictObject({
  id: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'must be a VPC id such as vpc-0123456789abcdef0'),
  subnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be a subnet id')).min(1),
  availabilityZones: z.array(z.string().min(1)).min(1),
  securityGroupId: z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'must be a security group id'),
});

const T = DEFAULTS.thresholds;
const thresholds = z.strictObject({
  responseTimeSeconds: seconds(0.05, 30).default(T.responseTimeSeconds),
  certificateDaysLeft: z.number().int().min(1).max(365).default(T.certificateDaysLeft),
  serverErrors: z.number().int().min(0).max(1_000_000).default(T.serverErrors),
  serverErrorPercent: percent.default(T.serverErrorPercent),
  serverErrorPercentMinimum: z.number().int().min(0).max(1000).default(T.serverErrorPercentMinimum),
  refusedRequests: z.number().int().min(0).max(1_000_000).default(T.refusedRequests),
  refusedRequestsMinimum: z.number().int().min(1).max(1000).default(T.refusedRequestsMinimum),
  criticalLines: z.number().int().min(1).max(1000).default(T.criticalLines),
  unfinishedRequests: z.number().int().min(0).max(10_000).default(T.unfinishedRequests),
  startsIn15Minutes: z.number().int().min(2).max(100).default(T.startsIn15Minutes),
  unrecognisedPercent: percent.default(T.unrecognisedPercent),
  failedAttemptPercent: percent.default(T.failedAttemptPercent),
  memoryPeakPercent: percent.default(T.memoryPeakPercent),
  memoryUsedPercent: percent.default(T.memoryUsedPercent),
  hoursToMemoryLimit: z.number().min(1).max(MOST_HOURS).default(T.hoursToMemoryLimit),
  diskUsedPercent: percent.default(T.diskUsedPercent),
  cpuPercent: percent.default(T.cpuPercent),
});

const slack = z
  .strictObject({
    webhookParameter: parameterName.optional(),
    /** Where a webhook may be besides hooks.slack.com and hooks.slack-gov.com. */
    webhookHosts: z
      .array(hostName)
      .max(10)
      .default([...DEFAULTS.webhookHosts]),
    botTokenParameter: parameterName.optional(),
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{6,}$/, "must be the ID of a channel, C0123ABCD, from the channel's details in Slack")
      .optional(),
    mention: z
      .string()
      .regex(/^(here|channel|[UWS][A-Z0-9]{6,})$/, 'must be here, channel, or the ID of a user (U…) or a group (S…)')
      .optional(),
  })
  .superRefine(({ webhookParameter, botTokenParameter, channel }, context) => {
    if ((webhookParameter === undefined) === (botTokenParameter === undefined)) {
      context.addIssue({ code: 'custom', message: 'needs either webhookParameter, or botTokenParameter with channel' });
    } else if ((botTokenParameter === undefined) !== (channel === undefined)) {
      context.addIssue({ code: 'custom', path: ['channel'], message: 'goes with botTokenParameter, and only with it' });
    }
  });

/** The whole of monitor.config.ts. Every object is strict: a misspelt key is an error, never ignored. */
export const configSchema = z
  .strictObject({
    service: z
      .string()
      .regex(/^[\x20-\x7e]{1,40}$/, 'must be 1 to 40 printable ASCII characters')
      .default(DEFAULTS.service),
    environment: nameSchema.default(DEFAULTS.environment),
    /** What all names hold, where two services have the same environment. */
    slug: slugSchema.optional(),
    endpoints: endpointsSchema,
    confirm: z
      .strictObject({
        attempts: z.number().int().min(1).max(5).default(DEFAULTS.confirm.attempts),
        leastAttempts: z.number().int().min(1).max(3).default(DEFAULTS.confirm.leastAttempts),
        intervalSeconds: seconds(0, 20).default(DEFAULTS.confirm.intervalSeconds),
      })
      .prefault({}),
    components: z
      .array(
        z
          .string()
          .max(80)
          .regex(/^\w+(\/\w+)?$/, 'must be a component or component/collection'),
      )
      .max(50)
      .superRefine(distinct((name) => name.replaceAll('/', '-').toLowerCase(), 'names the same alarm as'))
      .default([...DEFAULTS.components]),
    logs: logs.optional(),
    /** AtlasML's own page for Prometheus, which it has only where somebody added it. */
    metrics: z
      .strictObject({
        url: httpUrl,
        headers: headersSchema.default({}),
        requests: metricName.default(DEFAULTS.metrics.requests),
        duration: metricName.default(DEFAULTS.metrics.duration),
        weaviate: metricName.default(DEFAULTS.metrics.weaviate),
      })
      .optional(),
    memory: memorySourceSchema.optional(),
    disk: diskSourceSchema.optional(),
    /** Of the digests and planned windows that name none. */
    timezone: timezone.default(DEFAULTS.timezone),
    cpu: cpuSourceSchema.optional(),
    /** Asked on one machine before a log file, a cgroup and CloudWatch; in AWS it is not used. */
    docker: dockerSchema.optional(),
    email: z
      .array(z.email('must be an e-mail address'))
      .superRefine(distinct((address) => address.toLowerCase(), 'is the same address as'))
      .default([]),
    smtp: smtpSchema.optional(),
    /** In AWS, in place of SNS: mails with HTML, a picture and threads. */
    ses: sesSchema.optional(),
    slack: slack.optional(),
    teams: teamsSchema.optional(),
    pagerduty: pagerdutySchema.optional(),
    ntfy: ntfySchema.optional(),
    webhook: webhookSchema.optional(),
    /** Lets people answer to messages; absent: they only read. */
    answers: answersSchema.optional(),
    /** Who hears of what, and when. */
    routes: routesSchema.optional(),
    maintenance: z.array(maintenanceSchema).max(20).default([]),
    sentry: z.strictObject({ dsnParameter: parameterName }).optional(),
    /** AtlasML's own project, asked what it saw. */
    sentryProject: sentryProjectSchema.optional(),
    /** Asked after each run of the reporter, also one that failed; an outside watcher misses it when all here is dead. */
    heartbeat: z.strictObject({ urlParameter: parameterName }).optional(),
    hideIpAddresses: z.boolean().default(DEFAULTS.hideIpAddresses),
    digests: digestsSchema.prefault({}),
    /** Topics and queues are encrypted with a key of this stack, that nobody else may use. */
    customerManagedKey: z.boolean().default(DEFAULTS.customerManagedKey),
    /** `cdk destroy` else leaves the table with the ended incidents. */
    deleteArchiveOnDestroy: z.boolean().default(DEFAULTS.deleteArchiveOnDestroy),
    weeklyDrill: z.boolean().default(DEFAULTS.weeklyDrill),
    /** How much the folder of one machine may hold. */
    storeMegabytes: z.number().int().min(50).max(1_000_000).default(DEFAULTS.storeMegabytes),
    thresholds: thresholds.prefault({}),
    network: z
      .strictObject({
        allowPrivateTargets: z.boolean().default(DEFAULTS.network.allowPrivateTargets),
        vpc: vpc.optional(),
        /** Asked when no endpoint answers, to know whether the network of the monitor is to blame; false asks nobody. */
        independentTarget: z.union([httpUrl, z.literal(false)]).optional(),
      })
      .prefault({}),
    /** Where docs/runbook.md can be read; messages and alarms link there. */
    runbookUrl: httpUrl.optional(),
    dashboard: z.boolean().default(DEFAULTS.dashboard),
    resolveAfterSeconds: z.number().int().min(0).max(3600).default(DEFAULTS.resolveAfterSeconds),
    /** check-logs sees a start for five minutes, so a longer grace could not be kept. */
    deployGraceSeconds: z.number().int().min(0).max(300).default(DEFAULTS.deployGraceSeconds),
  })
  .superRefine((config, context) => {
    for (const { path, message } of crossFaults(config)) context.addIssue({ code: 'custom', path, message });
  })
  .transform(withTimezone)
  .transform(withRouteZones)
  .transform(withSlug);

/** The configuration with every default filled in: what the functions get. */
export type MonitorConfig = z.output<typeof configSchema>;
/** What a user writes in monitor.config.ts. */
export type MonitorConfigInput = z.input<typeof configSchema>;
export type { Condition, EndpointConfig } from './endpoint.ts';
export type DockerConfig = NonNullable<MonitorConfig['docker']>;
export type SesConfig = NonNullable<MonitorConfig['ses']>;
export type LogsConfig = NonNullable<MonitorConfig['logs']>;
export type Thresholds = MonitorConfig['thresholds'];
