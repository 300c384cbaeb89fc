import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULTS } from '../../../../functions/shared/config/defaults.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import userConfig from '../../../../monitor.config.ts';
import { faultsOf } from './faults-of.ts';

const least = { endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }] };

test('the least configuration is one endpoint; every default comes from one place', () => {
  const config = resolveConfig(least);
  expect(config).toMatchObject({
    service: DEFAULTS.service,
    environment: DEFAULTS.environment,
    confirm: DEFAULTS.confirm,
    thresholds: DEFAULTS.thresholds,
  });
  expect(config.endpoints[0]).toMatchObject({ ...DEFAULTS.endpoint, headers: {}, conditions: [] });
  expect(config.components).toEqual(DEFAULTS.components);
});

test('the monitor.config.ts of the repository is valid', () => {
  expect(faultsOf(userConfig)).toEqual([]);
});

describe('each fault has one message with the path of its key', () => {
  const endpoint = (more: object) => ({ endpoints: [{ ...least.endpoints[0], ...more }] });
  test.each<[string, unknown, string]>([
    ['an unknown key', { ...least, emial: [] }, 'emial: unknown key; did you mean email?'],
    [
      'an unknown key deep inside',
      endpoint({ timeoutSecond: 3 }),
      'endpoints[0].timeoutSecond: unknown key; did you mean timeoutSeconds?',
    ],
    ['no endpoint', { endpoints: [] }, 'endpoints: needs at least one endpoint'],
    [
      'a bad URL',
      endpoint({ url: 'atlas.example.org/health' }),
      'endpoints[0].url: must be a whole URL that begins with https:// or http://',
    ],
    [
      'another protocol',
      endpoint({ url: 'ftp://a.example.org/' }),
      'endpoints[0].url: must be a whole URL that begins with https:// or http://',
    ],
    [
      'a password in a URL',
      endpoint({ url: 'https://u:p@a.example.org/' }),
      'endpoints[0].url: must not carry a user name or password; use headers with a parameter',
    ],
    [
      'a secret in the file',
      endpoint({ headers: { Authorization: 'abc' } }),
      "endpoints[0].headers.Authorization: carries a secret: write { parameter: '/name/of/the/ssm/parameter' }",
    ],
    [
      'a webhook URL instead of its parameter',
      { ...least, slack: { webhookParameter: 'https://hooks.slack.com/x' } },
      'slack.webhookParameter: must be the name of an SSM parameter, beginning with a slash; the secret itself never stands here',
    ],
    [
      'a window without a schedule that CloudWatch knows',
      { ...least, maintenance: [{ name: 'w', schedule: 'sundays', minutes: 5 }] },
      'maintenance[0].schedule: must be five cron fields, "0 3 * * SUN", or one time, 2026-12-24T18:00',
    ],
    [
      'a window in no time zone',
      { ...least, maintenance: [{ name: 'w', schedule: '0 3 * * SUN', minutes: 5, timezone: 'Berlin' }] },
      'maintenance[0].timezone: must be a time zone such as Europe/Berlin',
    ],
    [
      'a mail server with its port',
      { ...least, smtp: { host: 'smtp.example.org:25', from: 'a@example.org', to: ['b@example.org'] } },
      'smtp.host: must be the host of a mail server, such as smtp.example.org, without port',
    ],
    [
      'a mail server and nobody to write to',
      { ...least, smtp: { host: 'smtp.example.org', from: 'a@example.org' } },
      'smtp.to: nobody gets the e-mails: name addresses here or in email',
    ],
    [
      'a user without a password',
      { ...least, email: ['b@example.org'], smtp: { host: 'smtp.example.org', from: 'a@example.org', user: 'a' } },
      'smtp: user and passwordParameter go together',
    ],
    [
      'a password in clear text',
      {
        ...least,
        email: ['b@example.org'],
        smtp: { host: 'mail', from: 'a@example.org', user: 'a', passwordParameter: '/p', security: 'none' },
      },
      'smtp.security: none would send the password in clear text',
    ],
    ['a time zone that is none', { ...least, timezone: 'Berlin' }, 'timezone: must be a time zone such as Europe/Berlin'],
    [
      'a webhook host by its URL',
      { ...least, slack: { webhookParameter: '/a', webhookHosts: ['https://chat.example.org'] } },
      'slack.webhookHosts[0]: must be a host in lower case, such as chat.example.org, without https:// and port',
    ],
    ['Slack without a way', { ...least, slack: {} }, 'slack: needs either webhookParameter, or botTokenParameter with channel'],
    [
      'Slack with both ways',
      { ...least, slack: { webhookParameter: '/a', botTokenParameter: '/b', channel: 'C0123ABCD' } },
      'slack: needs either webhookParameter, or botTokenParameter with channel',
    ],
    [
      'a bot without a channel',
      { ...least, slack: { botTokenParameter: '/b' } },
      'slack.channel: goes with botTokenParameter, and only with it',
    ],
    [
      'a channel by its name',
      { ...least, slack: { botTokenParameter: '/b', channel: '#alerts' } },
      "slack.channel: must be the ID of a channel, C0123ABCD, from the channel's details in Slack",
    ],
    [
      'a mention by its name',
      { ...least, slack: { webhookParameter: '/a', mention: '@anna' } },
      'slack.mention: must be here, channel, or the ID of a user (U…) or a group (S…)',
    ],
    [
      'a condition that checks nothing',
      endpoint({ conditions: [{ path: 'a' }] }),
      'endpoints[0].conditions[0]: needs equals, oneOf, atMost or atLeast',
    ],
    ['a bad e-mail address', { ...least, email: ['me'] }, 'email[0]: must be an e-mail address'],
    [
      'a region that is none',
      { ...least, logs: { group: 'a', region: 'Frankfurt' } },
      'logs.region: must be an AWS region such as eu-central-1',
    ],
    [
      'a container id as dimension (R04)',
      { ...least, memory: { source: 'telegraf', dimensions: { container: 'atlasml-7f3a0b1c2d3e' } } },
      'memory.dimensions.container: is a container id, which changes with each deploy; use a dimension that stays, such as container_name or service',
    ],
    [
      'a size without a limit',
      { ...least, memory: { source: 'metric', namespace: 'a', metric: 'b', unit: 'bytes' } },
      'memory.limit: a size without its limit gives no percentage: set limit, such as 8GiB',
    ],
    [
      'attempts that take too long',
      { ...endpoint({ timeoutSeconds: 30 }), confirm: { attempts: 5 } },
      'confirm: 5 attempts of up to 30 s take 150 s; keep them within 120 s',
    ],
  ])('%s', (_title, input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });

  test('two endpoints of one name', () => {
    const twice = { endpoints: [least.endpoints[0], least.endpoints[0]] };
    expect(faultsOf(twice)).toEqual([
      "endpoints[1].name: 'health' is already the name of endpoints[0]; give each endpoint its own name",
    ]);
  });

  test.each([
    [{ thresholds: { memoryUsedPercent: 120 } }, 'thresholds.memoryUsedPercent: must be 100 or less'],
    [{ confirm: { attempts: 0 } }, 'confirm.attempts: must be 1 or more'],
    [{ logs: { group: 'a', ingestionDelaySeconds: 3600 } }, 'logs.ingestionDelaySeconds: must be 300 or less'],
  ])('a number out of range: %o', (more, fault) => {
    expect(faultsOf({ ...least, ...more })).toEqual([fault]);
  });

  test('all faults are told at once', () => {
    expect(faultsOf({ endpoints: [{ name: 'A', url: 'x' }], foo: 1 }).length).toBe(3);
  });

  test('the whole error names the file and has a line for each fault', () => {
    expect(() => resolveConfig({ ...least, a: 1, b: 2 })).toThrow(
      /^monitor\.config\.ts is not valid:\n {2}a: unknown key.*\n {2}b: unknown key/,
    );
  });
});

test('digests and windows that name no time zone have that of the configuration', () => {
  const window = { name: 'w', schedule: '0 3 * * SUN', minutes: 5 };
  const { digests, maintenance } = resolveConfig({
    ...least,
    timezone: 'Europe/Berlin',
    digests: { timezone: 'UTC' },
    maintenance: [window, { ...window, name: 'v', timezone: 'America/New_York' }],
  });
  expect(digests.timezone).toBe('UTC');
  expect(maintenance.map((w) => w.timezone)).toEqual(['Europe/Berlin', 'America/New_York']);
  expect(resolveConfig({ ...least, maintenance: [window] }).maintenance[0]?.timezone).toBe('UTC');
});

test('docs/configuration.md names every default with its value', () => {
  const text = readFileSync('docs/configuration.md', 'utf8').replace(/ +/g, ' ');
  for (const [key, value] of Object.entries(DEFAULTS.thresholds)) expect(text).toContain(`| \`${key}\` | ${value} |`);
  for (const [key, value] of Object.entries(DEFAULTS.digests))
    expect(text).toContain(`| \`${key}\` | ${Array.isArray(value) ? value.join(', ') : value} |`);
  expect(text).toContain(`| \`attempts\` | ${DEFAULTS.confirm.attempts} |`);
  expect(text).toContain(`| \`intervalSeconds\` | ${DEFAULTS.confirm.intervalSeconds} |`);
  expect(text).toContain(`| \`timeoutSeconds\` | ${DEFAULTS.endpoint.timeoutSeconds} |`);
  expect(text).toContain(`| \`security\` | ${DEFAULTS.smtp.security} |`);
  expect(text).toContain(`| \`timezone\` | ${DEFAULTS.timezone} |`);
  expect(text).toContain(`| \`ingestionDelaySeconds\` | ${DEFAULTS.logs.ingestionDelaySeconds} |`);
});
