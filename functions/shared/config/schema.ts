import { z } from 'zod';
import { MOST_HOURS } from '../observation.ts';
import { digestsSchema, maintenanceSchema } from './calendar.ts';
import { DEFAULTS } from './defaults.ts';
import { cpuSourceSchema, diskSourceSchema, memorySourceSchema } from './metric-source.ts';
import { nameSchema } from './name.ts';

const parameterName = z
  .string()
  .regex(
    /^\/[\w.\-/]{1,1000}$/,
    'must be the name of an SSM parameter, beginning with a slash; the secret itself never stands here',
  );
const seconds = (least: number, most: number) => z.number().min(least).max(most);
const percent = z.number().min(1).max(100);

const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a whole URL that begins with https:// or http://',
  )
  .refine(
    (text) => !URL.canParse(text) || new URL(text).username === '',
    'must not carry a user name or password; use headers with a parameter',
  );

const condition = z
  .strictObject({
    path: z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'must be a dotted path such as components.weaviate.status'),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    oneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine((c) => Object.keys(c).length > 1, 'needs equals, oneOf, atMost or atLeast');

const endpoint = z.strictObject({
  name: nameSchema,
  url: httpUrl,
  method: z.enum(['GET', 'HEAD', 'POST']).default(DEFAULTS.endpoint.method),
  headers: z
    .record(
      z.string().regex(/^[\w-]+$/, 'must be a header name'),
      z.union([z.string(), z.strictObject({ parameter: parameterName })]),
    )
    .default({})
    .superRefine((headers, context) => {
      for (const [header, value] of Object.entries(headers)) {
        if (typeof value === 'string' && /^(authorization|cookie|x-api-key|api-key|proxy-authorization)$/i.test(header)) {
          context.addIssue({
            code: 'custom',
            path: [header],
            message: "carries a secret: write { parameter: '/name/of/the/ssm/parameter' }",
          });
        }
      }
    }),
  expectedStatus: z
    .array(z.number().int().min(100).max(599))
    .min(1)
    .default([...DEFAULTS.endpoint.expectedStatus]),
  /** health: AtlasML's own JSON. json: any JSON, see conditions. none: the status alone decides. */
  body: z.enum(['health', 'json', 'none']).default(DEFAULTS.endpoint.body),
  conditions: z.array(condition).default([]),
  /** Older AtlasML answers `[]`; false calls that down. */
  acceptLegacyHealth: z.boolean().default(DEFAULTS.endpoint.acceptLegacyHealth),
  /** An optional endpoint that answers 404 is absent: not down, and not up in a checklist. */
  optional: z.boolean().default(DEFAULTS.endpoint.optional),
  timeoutSeconds: seconds(0.1, 30).default(DEFAULTS.endpoint.timeoutSeconds),
});

const logs = z.strictObject({
  group: z.string().regex(/^[\w./#-]{1,512}$/, 'must be the name of a CloudWatch log group'),
  stream: z.string().min(1).max(512).optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1')
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
});

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
      .array(
        z
          .string()
          .regex(
            /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/,
            'must be a host in lower case, such as chat.example.org, without https:// and port',
          ),
      )
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
    endpoints: z.array(endpoint).min(1, 'needs at least one endpoint').max(20),
    confirm: z
      .strictObject({
        attempts: z.number().int().min(1).max(5).default(DEFAULTS.confirm.attempts),
        leastAttempts: z.number().int().min(1).max(3).default(DEFAULTS.confirm.leastAttempts),
        intervalSeconds: seconds(0, 20).default(DEFAULTS.confirm.intervalSeconds),
      })
      .prefault({}),
    components: z
      .array(z.string().regex(/^\w+(\/\w+)?$/, 'must be a component or component/collection'))
      .default([...DEFAULTS.components]),
    logs: logs.optional(),
    memory: memorySourceSchema.optional(),
    disk: diskSourceSchema.optional(),
    cpu: cpuSourceSchema.optional(),
    email: z.array(z.email('must be an e-mail address')).default([]),
    slack: slack.optional(),
    maintenance: z.array(maintenanceSchema).max(20).default([]),
    sentry: z.strictObject({ dsnParameter: parameterName }).optional(),
    /** Asked after each run of the reporter, also one that failed; an outside watcher misses it when all here is dead. */
    heartbeat: z.strictObject({ urlParameter: parameterName }).optional(),
    hideIpAddresses: z.boolean().default(DEFAULTS.hideIpAddresses),
    digests: digestsSchema.prefault({}),
    weeklyDrill: z.boolean().default(DEFAULTS.weeklyDrill),
    thresholds: thresholds.prefault({}),
    network: z
      .strictObject({ allowPrivateTargets: z.boolean().default(DEFAULTS.network.allowPrivateTargets), vpc: vpc.optional() })
      .prefault({}),
    /** Where docs/runbook.md can be read; messages and alarms link there. */
    runbookUrl: httpUrl.optional(),
    dashboard: z.boolean().default(DEFAULTS.dashboard),
    resolveAfterSeconds: z.number().int().min(0).max(3600).default(DEFAULTS.resolveAfterSeconds),
    /** check-logs sees a start for five minutes, so a longer grace could not be kept. */
    deployGraceSeconds: z.number().int().min(0).max(300).default(DEFAULTS.deployGraceSeconds),
  })
  .superRefine((config, context) => {
    const seen = new Map<string, number>();
    config.endpoints.forEach(({ name: endpointName }, i) => {
      const first = seen.get(endpointName);
      if (first !== undefined) {
        context.addIssue({
          code: 'custom',
          path: ['endpoints', i, 'name'],
          message: `'${endpointName}' is already the name of endpoints[${first}]; give each endpoint its own name`,
        });
      } else seen.set(endpointName, i);
    });
    const { attempts, intervalSeconds } = config.confirm;
    const longest = Math.max(...config.endpoints.map((e) => e.timeoutSeconds));
    const worst = attempts * longest + (attempts - 1) * intervalSeconds;
    if (worst > 120) {
      context.addIssue({
        code: 'custom',
        path: ['confirm'],
        message: `${attempts} attempts of up to ${longest} s take ${worst} s; keep them within 120 s`,
      });
    }
  });

/** The configuration with every default filled in: what the functions get. */
export type MonitorConfig = z.output<typeof configSchema>;
/** What a user writes in monitor.config.ts. */
export type MonitorConfigInput = z.input<typeof configSchema>;
export type EndpointConfig = MonitorConfig['endpoints'][number];
export type LogsConfig = NonNullable<MonitorConfig['logs']>;
export type Thresholds = MonitorConfig['thresholds'];
export type Condition = EndpointConfig['conditions'][number];
