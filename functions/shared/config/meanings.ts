import type { Meaning } from './meaning.ts';
import { OF_ANSWERS } from './meanings-of-answers.ts';
import { OF_MAIL } from './meanings-of-mail.ts';
import { OF_RECEIVERS } from './meanings-of-receivers.ts';

/**
 * What each key of the configuration means, by its path, `[]` for the entries of a list. From here come the descriptions of the JSON
 * schema and the tables of docs/configuration.md; a test sees that none is missing or too many.
 */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  service: 'the name in messages',
  environment: 'the name in messages, alarms and metrics; lower case, without the name of a signal in it',
  slug: {
    standsFor: 'the environment',
    text: 'what the names of alarms, metrics, functions and the folder hold, up to 40 characters; for two files with the same environment',
  },
  services: 'several services in one file: see [below](#several-services)',
  endpoints: 'what to probe, 1 to 200',
  components: { standsFor: 'weaviate and its three collections', text: 'what of the health answer gets an alarm of its own' },
  logs: "the log group to count; without it there is no check-logs. On one machine `{ file: '/var/log/atlasml.log' }` is enough",
  metrics: "AtlasML's own page for Prometheus, see [metrics](#metrics)",
  memory: 'where memory and disk come from',
  disk: 'where memory and disk come from',
  timezone: 'a name such as Europe/Berlin, for the digests and the planned windows that name none',
  cpu: 'where the use of CPU comes from',
  docker: 'the containers that Docker is asked for on one machine, see [docker](#docker). In AWS it is not used',
  email: 'addresses; SNS asks each once to confirm',
  ses: 'Amazon SES in place of SNS: mails with HTML, a picture and threads; see [receivers](receivers.md#e-mail). On one machine it is not used',
  smtp: 'the mail server of one machine; see [smtp](#smtp). In AWS it is not used',
  slack:
    '`{ webhookParameter }`: a message for each change; or `{ botTokenParameter, channel }`: a message for each incident, kept up to date, its story in its thread (the app needs `chat:write`, for a chart in the thread `files:write`; `channel` is an ID). `webhookHosts` (default none): see [Slack](#slack). `mention`: `here`, `channel`, or the ID of a user or group, called when a page begins',
  teams:
    "`{ webhookParameter }`: a card in a channel of Microsoft Teams for each change, by a workflow; see [receivers](receivers.md#microsoft-teams). `webhookHosts` (default none): hosts besides Microsoft's own",
  pagerduty:
    '`{ routingKeyParameter }`: one alert for each incident, triggered, acknowledged and resolved; see [receivers](receivers.md#pagerduty). `region`: `us` or `eu`',
  ntfy: '`{ topicParameter }`: a notification on a telephone for each change, with `tokenParameter` for a topic that is protected; see [receivers](receivers.md#ntfy)',
  webhook:
    '`{ urlParameter, secretParameter }`: documented JSON for each change to a service of your own, signed; see [receivers](receivers.md#a-webhook-of-your-own)',
  answers:
    '`{ keyParameter }`: messages have links to acknowledge, to silence and to say that it is no incident; with `slackSigningSecretParameter` Slack has buttons. See [answers](answers.md). Without it nothing takes requests from outside',
  routes: {
    standsFor: 'all hear of all',
    text: 'who hears of what, and when, and who only where nobody acknowledges it: see [routes](#routes)',
  },
  sentry: '`{ dsnParameter }`: errors of the monitor, and a check-in for each run',
  sentryProject:
    "`{ organization, project, tokenParameter }`: AtlasML's own project at Sentry, as a witness: its issues of the same minutes stand in the messages; see [Sentry](sentry.md)",
  heartbeat:
    '`{ urlParameter }`: a URL of an outside watcher (healthchecks.io and the like), asked each minute while the monitor lives; when it answers that it knows no such check, that is a warning',
  weeklyDrill: 'on Mondays at 9:00 UTC an alarm is set off on purpose, and its message says how long it took',
  storeMegabytes:
    'how much the folder of [one machine](one-machine.md) may hold, in MB, 50 to 1,000,000; then the oldest is dropped, and the next digest says so. In AWS it is not used',
  digests: { standsFor: 'see below', text: 'the daily, weekly and monthly checklists' },
  hideIpAddresses: 'no IP address is stored or sent; the messages say less of where a connection failed',
  maintenance:
    "planned windows: `{ name, schedule: '0 3 * * SUN', minutes: 120, timezone: 'Europe/Berlin' }`, a cron of five fields (numbers, names of months and days, `*`, `-` and a comma; days of the week by name; a day of the month or of the week, not both) or one time `2026-12-24T18:00`; what comes and goes in one is told to nobody. In AWS they are CloudWatch mute rules; one machine reckons them itself",
  customerManagedKey:
    "topics and queues are encrypted with a KMS key of the stack instead of SQS's own keys and none for the topics; $1 a month, and $1 more after each of its first two yearly rotations",
  deleteArchiveOnDestroy:
    '`cdk destroy` deletes the table with the ended incidents, too; else the table stays, under the name that CloudFormation gave it, and a later deploy makes another',
  dashboard: 'a CloudWatch dashboard; $3.00 a month where the account has three others',
  runbookUrl: 'where the [runbook](runbook.md) can be read, so that messages and alarms link to it',
  resolveAfterSeconds: 'an incident is over when all has been well for so long; longer when it came back meanwhile; up to 3600',
  deployGraceSeconds: 'failures that end within this time after AtlasML started are not told; up to 300',
  confirm: { standsFor: 'see below', text: 'how often a failure is tried again before it is told' },
  thresholds: { standsFor: 'see below', text: 'above or below what there is an alarm' },
  network: { standsFor: 'see below', text: 'where probes may go, and from where' },

  'endpoints[].name': 'unique; part of alarm names',
  'endpoints[].url': 'whole, with the slash at the end: AtlasML redirects without it',
  'endpoints[].method': 'GET, HEAD or POST',
  'endpoints[].headers': "text, or `{ parameter: '/name' }` for a secret",
  'endpoints[].expectedStatus': { standsFor: '[200]', text: 'any of these is well' },
  'endpoints[].body': "`health`: AtlasML's JSON; `json`: any JSON; `none`: the status decides",
  'endpoints[].conditions': "on the JSON: `{ path: 'queue.length', atMost: 10 }`, also `equals`, `oneOf`, `atLeast`",
  'endpoints[].acceptLegacyHealth': 'the old answer `[]` is well',
  'endpoints[].optional': 'a 404 means absent: not down, and not up in a checklist (`/health/openai`)',
  'endpoints[].timeoutSeconds': 'for the whole attempt, 0.1 to 30',
  'endpoints[].responseTimeSeconds': { standsFor: 'the threshold', text: 'in place of `thresholds.responseTimeSeconds`' },
  'endpoints[].request': "what a POST is sent: `{ json: … }`, `{ text: '…' }` or `{ file: 'suggest.json' }`, at most 16 kB",
  'endpoints[].scheduled': {
    standsFor: 'true; with `request` false',
    text: 'whether it is probed each minute, or only by `check health`',
  },

  'confirm.attempts': '1 to 5',
  'confirm.leastAttempts': '1 to 3, also when all is well',
  'confirm.intervalSeconds':
    'from the begin of an attempt that failed to the begin of the next, 0 to 20; after one that succeeded half as long again',

  'logs.group': { standsFor: '(required)', text: 'the log group' },
  'logs.file': "AtlasML's log as a file, which [one machine](one-machine.md) reads instead of the group; not used in AWS",
  'logs.stream': { standsFor: 'all', text: 'one stream' },
  'logs.region': 'where the log group is; the stack may be elsewhere',
  'logs.ingestionDelaySeconds':
    'how long lines need to become searchable; windows of five minutes overlap, so a late line still counts',
  'logs.monthlyScanBudgetGB': {
    standsFor: 'none',
    text: 'what check-logs may let Logs Insights read in a month ($0.005 a GB and more); before that is used up it counts every 2, 5, 10, 30 or 60 minutes and says so; up to 5 every line is still counted',
  },
  'logs.healthPaths': { standsFor: "AtlasML's health paths", text: 'exactly these, by GET, are health requests' },
  'logs.servedPathPrefixes': 'what AtlasML can answer with 2xx, 3xx or 5xx',
  'logs.timezone': {
    standsFor: 'found out',
    text: "of AtlasML's clock in log files, such as Europe/Berlin: see [files and tools](log-counting.md#files-and-tools)",
  },

  'metrics.url': 'whole; what `make_asgi_app` mounts needs the slash at the end: `http://atlasml:8000/metrics/`',
  'metrics.headers': 'as those of an endpoint',
  'metrics.requests': 'the counter of requests, by path and status',
  'metrics.duration': 'the histogram of their time',
  'metrics.weaviate': 'the histogram of the time that Weaviate takes',

  'docker.container': "AtlasML's, by its name, as `docker ps` shows it; an ID is refused, for it changes with each deploy",
  'docker.also': 'other containers, up to 10: their state, health, restarts, log files and volumes',
  'docker.memoryLimit':
    "what counts as AtlasML's limit of memory where the container has none, such as 8GiB; else memory is unknown then",

  'thresholds.responseTimeSeconds': 'p90 above it, five minutes in a row',
  'thresholds.certificateDaysLeft': 'fewer than these',
  'thresholds.serverErrors': 'more than these in five minutes',
  'thresholds.serverErrorPercent': 'a larger share of the requests, once there are more errors than the next row',
  'thresholds.serverErrorPercentMinimum': 'at night one failing request is 100 %',
  'thresholds.refusedRequests': 'more than these in five minutes are refused for their key (401, 403)',
  'thresholds.refusedRequestsMinimum': 'so many are enough when they are more than half of all requests',
  'thresholds.criticalLines': 'at least these',
  'thresholds.unfinishedRequests': 'more than these',
  'thresholds.startsIn15Minutes': 'at least these, with less than 8 minutes from one to the next',
  'thresholds.unrecognisedPercent': 'a larger share of lines in no known format',
  'thresholds.failedAttemptPercent': 'at least this share of the attempts, in three of five runs that succeed',
  'thresholds.memoryPeakPercent': 'at least this in any of the newest minutes',
  'thresholds.memoryUsedPercent': 'above it, three minutes in a row',
  'thresholds.hoursToMemoryLimit': 'fewer, by the trend of the last day or minutes; at most 168',
  'thresholds.diskUsedPercent': 'above it',
  'thresholds.cpuPercent': 'at least this, five minutes in a row',

  'network.allowPrivateTargets':
    'private, loopback and the other [special addresses](../functions/shared/http/special-addresses.ts) may be probed; link-local and cloud metadata never',
  'network.vpc':
    '`{ id, subnetIds, availabilityZones, securityGroupId }`: check-health runs inside; synth names the endpoints it then needs',
  'network.independentTarget': {
    standsFor: 'https://checkip.amazonaws.com/ in AWS',
    text: 'a URL that has nothing to do with AtlasML, asked when no endpoint gives any sign and about once an hour; `false` asks nobody. On one machine nobody is asked unless it is set',
  },

  'digests.daily': 'each day: health, certificate, errors by kind, incidents, memory, Sentry',
  'digests.weekly':
    "on Mondays: health, disk, log volume, Weaviate's volume, log files and restarts by Docker, response time, how often alerts came and what would calm the noisiest, alarms without data, channels, and with `sentryProject` the issues of the week",
  'digests.monthly': 'on the first: health, alerts, memory and disk, keys due for rotation, cost against the estimate, Sentry',
  'digests.hour': 'when they come, 0 to 23',
  'digests.timezone': { standsFor: "the top level's", text: 'whose hour, such as Europe/Berlin' },
  'digests.to': 'of the channels that are configured, those that get them',
  'digests.rotateSecretsAfterDays': 'a parameter that was not changed for longer is due',

  ...OF_MAIL,

  'endpoints[].conditions[].path': 'where in the JSON, the keys with dots between: `queue.length`',
  'endpoints[].conditions[].equals': 'well when it is exactly this',
  'endpoints[].conditions[].oneOf': 'well when it is one of these',
  'endpoints[].conditions[].atMost': 'well when it is a number up to this',
  'endpoints[].conditions[].atLeast': 'well when it is a number from this on',

  'endpoints[].request.json': 'sent as JSON',
  'endpoints[].request.text': 'sent as it stands here',
  'endpoints[].request.file': 'a file beside the configuration; it becomes part of the function, so it holds no secret',

  'memory.source':
    'where the figure comes from: `ecs`, `container-insights`, `cloudwatch-agent`, `telegraf`, or `metric` for any other',
  'memory.cluster': 'the ECS cluster',
  'memory.service': 'the ECS service',
  'memory.dimensions': 'exactly those of the metric; the ID of a container is refused, it changes with each deploy',
  'memory.namespace': 'the namespace of the metric',
  'memory.metric': 'the name of the metric',
  'memory.unit': 'of the metric; bytes, megabytes and gigabytes need a `limit`',
  'memory.limit': 'what 100 percent are, such as 8GiB',

  ...OF_RECEIVERS,
  ...OF_ANSWERS,
  'routes[].to': 'receivers by their keys, such as `slack`; an empty list is nobody, said plainly',
  'routes[].severities': '`page`: somebody should look now; `warn`: it can wait',
  'routes[].signals': {
    standsFor: 'all',
    text: "only these, by the names of the [runbook](runbook.md)'s sections, such as `endpoint-down`",
  },
  'routes[].hours': { standsFor: 'always', text: 'when it takes what begins; what lasts is told when they begin' },
  'routes[].hours.days': 'MON to SUN',
  'routes[].hours.from': 'on the clock of the time zone, such as `08:00`',
  'routes[].hours.to': 'this minute is out of it, at most `24:00`; before `from` it is that of the next day',
  'routes[].hours.timezone': {
    standsFor: "the top level's",
    text: 'such as Europe/Berlin; on the days on which its clock changes, the clock counts',
  },
  'routes[].afterMinutes': 'only what nobody has acknowledged for so long, up to 1,440; 0 is at once',

  'maintenance[].name': 'unique; part of the name of a mute rule',
  'maintenance[].schedule': 'a cron of five fields, such as `0 3 * * SUN`, or one time, `2026-12-24T18:00`',
  'maintenance[].minutes': 'how long it lasts, up to 15 days',
  'maintenance[].timezone': "of the schedule; the top level's when it is left out",

  'sentry.dsnParameter': "the parameter that holds the DSN of the monitor's own project",

  'heartbeat.urlParameter': 'the parameter that holds the URL',

  'network.vpc.id': 'the VPC in which check-health runs',
  'network.vpc.subnetIds': 'its subnets, with a way to the endpoints',
  'network.vpc.availabilityZones': 'the zones of these subnets',
  'network.vpc.securityGroupId': 'the security group of the function',

  'disk.dimensions': 'exactly those of the metric; the ID of a container is refused, it changes with each deploy',
  'disk.namespace': 'the namespace of the metric',
  'disk.metric': 'the name of the metric',
  'disk.unit': 'of the metric; bytes, megabytes and gigabytes need a `limit`',
  'disk.limit': 'what 100 percent are, such as 8GiB',
  'disk.source': 'where the figure comes from: `cloudwatch-agent`, or `metric` for any other',

  'cpu.cluster': 'the ECS cluster',
  'cpu.service': 'the ECS service',
  'cpu.dimensions': 'exactly those of the metric; the ID of a container is refused, it changes with each deploy',
  'cpu.namespace': 'the namespace of the metric',
  'cpu.metric': 'the name of the metric',
  'cpu.source':
    'where the figure comes from: `ecs`, `container-insights`, `cloudwatch-agent`, `telegraf`, or `metric` for any other',
  'cpu.cpus': 'the limit of the container in CPUs, such as 2, where the metric counts each CPU as 100',
};
