import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { number } from '../../functions/shared/text/words.ts';
import type { Chosen } from './choose-container.ts';
import type { ContainerFacts } from './container-facts.ts';
import type { FromEnvironment } from './environment.ts';
import type { FoundHealth } from './find-health.ts';
import { type Finding, found, missing } from './findings.ts';

/** All that `init` saw. */
export interface Seen {
  environmentName: string;
  chosen: Chosen | undefined;
  /** Why Docker could not be asked. */
  whyNoDocker: string | undefined;
  facts: ContainerFacts | undefined;
  health: { found?: FoundHealth; asked: FoundHealth[] };
  receivers: FromEnvironment;
  /** Of the variables of this machine. */
  awsRegion: string | undefined;
}

/** Loads as it is, and says of itself that it is none. */
export const EXAMPLE_URL = 'https://atlasml.example.org/api/v1/health/';
const GIB = 2 ** 30;

/** What of all that goes into the file, in its order. Pure. */
export function findingsOf(seen: Seen): Finding[] {
  const { timezone, email, smtp, slack, heartbeat, sentry } = seen.receivers.keys;
  return [
    found('environment', seen.environmentName),
    ...(timezone ? [found('timezone', timezone, 'From this machine.')] : []),
    endpoints(seen),
    ...container(seen),
    log(seen),
    ...(email ? [found('email', email)] : []),
    ...(smtp ? [found('smtp', smtp)] : []),
    ...(slack ? [found('slack', slack)] : []),
    ...(email || slack ? [] : [noReceivers(smtp)]),
    heartbeat ? found('heartbeat', heartbeat) : NO_HEARTBEAT,
    ...atlasmlSentry(seen.facts),
    ...(sentry ? [found('sentry', sentry, 'Of the monitor itself.')] : []),
  ];
}

function endpoints({ health: { found: health, asked }, facts }: Seen): Finding {
  const notes = health?.isWell ? [] : [health ? `It answers, and is not well now: ${health.sentence}` : ''].filter(Boolean);
  if (health) return found('endpoints', [{ name: 'health', url: health.url }], ...notes);
  const said = [
    ...(facts && !facts.isRunning ? [`The container ${facts.name} does not run: start it, and run init again.`] : []),
    ...asked.slice(0, 5).map(({ url, sentence }) => `Asked ${url}: ${sentence}`),
  ];
  return missing(
    'health URL',
    ['The URL of the health check was not found. Write it into the line below, with the slash at its end.', ...said],
    [],
    true,
  );
}

function container({ chosen, whyNoDocker, facts }: Seen): Finding[] {
  const example = [`docker: { container: 'atlasml', also: ['weaviate'] },`];
  if (!chosen)
    return [
      missing(
        'Docker',
        [`Docker was not asked: ${whyNoDocker}.`, 'Where AtlasML runs in Docker on this machine, write:'],
        example,
      ),
    ];
  if (!facts)
    return [missing('container', ['Docker runs no container that looks like AtlasML. If it has another name, write:'], example)];
  const { name, image, isRunning, memoryLimitBytes, hasHealthCheck } = facts;
  const also = chosen.beside.map((one) => one.name);
  const others = chosen.others.map((one) => one.name);
  const notes = [
    `${image}${isRunning ? '' : ', which does not run now'}; ${memoryLimitBytes > 0 ? `memory limit ${number(memoryLimitBytes / GIB)} GiB` : 'no memory limit'}.`,
    ...(memoryLimitBytes > 0
      ? []
      : ["What counts as full is not known. Set mem_limit in Compose, or add here: memoryLimit: '8GiB'"]),
    ...(hasHealthCheck ? [] : ['Docker has no health check for it: see docs/doctor.md.']),
    ...(others.length > 0 ? [`There are also ${others.join(', ')}: write another name if one of them is meant.`] : []),
  ];
  return [found('docker', { container: name, ...(also.length > 0 && { also }) }, ...notes)];
}

/** https://docs.docker.com/engine/logging/drivers/awslogs/ */
function log({ facts, awsRegion }: Seen): Finding {
  const example = [`logs: { group: 'atlasml', region: 'eu-central-1' },`];
  if (!facts)
    return missing(
      'log',
      ['The log was not found.', 'Write a log group of CloudWatch, or a file:'],
      [...example, `logs: { file: '/var/log/atlasml/atlasml.log' },`],
    );
  const { driver, options } = facts.log;
  if (driver === 'none')
    return missing(
      'log',
      [
        'The log driver is none: the log is thrown away, and nothing of it will be known. Use json-file or awslogs (docs/sources.md).',
      ],
      example,
    );
  if (driver !== 'awslogs')
    return missing(
      'log group',
      [
        `The log driver is ${driver}: on this machine Docker is asked for the log, and you need to write nothing.`,
        'In AWS, where the log is in a group:',
      ],
      example,
    );
  const { 'awslogs-group': group, 'awslogs-stream': stream, 'awslogs-region': region = awsRegion } = options;
  if (group === undefined)
    return missing('log group', ['The log driver is awslogs, and its options name no group (awslogs-group). Write it:'], example);
  const notes =
    region === undefined
      ? ['The options of the log driver name no region: us-east-1 is used. If it is another, add region.']
      : [];
  return found('logs', { group, ...(stream !== undefined && { stream }), ...(region !== undefined && { region }) }, ...notes);
}

function noReceivers(smtp: MonitorConfigInput['smtp']): Finding {
  return missing(
    'receivers',
    [
      'Nobody is told yet.',
      'For Slack, put the webhook into ATLASML_MONITOR_SLACK_WEBHOOK. For e-mail on this machine, set ATLASML_MONITOR_EMAIL and ATLASML_MONITOR_SMTP_HOST, _FROM, _USER and _PASSWORD. Then write, or run init again:',
    ],
    [
      `slack: { webhookParameter: '/atlasml-monitor/slack-webhook' },`,
      `email: ['ops@example.org'],`,
      ...(smtp
        ? []
        : [
            `smtp: { host: 'smtp.example.org', user: 'monitor', passwordParameter: '/atlasml-monitor/smtp-password', from: 'monitor@example.org' },`,
          ]),
    ],
    true,
  );
}

const NO_HEARTBEAT = missing(
  'heartbeat',
  [
    'None: a monitor that is dead tells nobody.',
    'Make a check at an outside watcher such as healthchecks.io (period 1 minute), put its URL into ATLASML_MONITOR_HEARTBEAT_URL, and write:',
  ],
  [`heartbeat: { urlParameter: '/atlasml-monitor/heartbeat-url' },`],
);

function atlasmlSentry(facts: ContainerFacts | undefined): Finding[] {
  if (!facts) return [];
  const says = facts.hasSentry
    ? 'AtlasML sends its errors to Sentry by itself: SENTRY_DSN is set in its container.'
    : 'SENTRY_DSN is not set in its container: AtlasML sends no errors to Sentry, unless a file inside sets it. Set it there if it should.';
  return [missing("AtlasML's Sentry", [says], [])];
}
