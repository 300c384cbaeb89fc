import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { channelsOf } from '../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { secretsOf } from '../../functions/shared/config/secrets-of.ts';
import type { Channel } from '../../functions/shared/observation.ts';
import { FULL, full, synth } from './support.ts';

describe('least privilege', () => {
  const statements = Object.values(full.findResources('AWS::IAM::Policy')).flatMap(
    (p) => p.Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: unknown }[],
  );
  const allowing = (action: string) => statements.filter((s) => [s.Action].flat().includes(action));

  test('PutMetricData is held to our namespace', () => {
    for (const { Condition } of allowing('cloudwatch:PutMetricData'))
      expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'AtlasML/Monitor' } });
    expect(allowing('cloudwatch:PutMetricData')).toHaveLength(5);
  });

  test('without a heartbeat the reporter writes no metric', () => {
    const policies = Object.entries(synth({ ...FULL, heartbeat: undefined }).findResources('AWS::IAM::Policy'));
    const reporter = policies.filter(([id]) => id.includes('Reporter')).map(([, policy]) => JSON.stringify(policy));
    expect(reporter).toHaveLength(1);
    expect(reporter[0]).not.toContain('PutMetricData');
  });

  test('only actions without a resource have "*"', () => {
    const wild = statements.filter((s) => [s.Resource].flat().includes('*')).flatMap((s) => [s.Action].flat());
    expect(new Set(wild)).toEqual(
      new Set([
        'cloudwatch:PutMetricData',
        'cloudwatch:GetMetricData',
        'cloudwatch:GetMetricStatistics',
        'logs:StopQuery',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:ListAlarmMuteRules',
        'sns:GetSubscriptionAttributes',
      ]),
    );
  });

  test('queries are allowed on the one log group, in its own region', () => {
    const [query] = allowing('logs:StartQuery');
    expect(JSON.stringify(query?.Resource)).toContain(':logs:eu-central-1:');
    expect(JSON.stringify(query?.Resource)).toContain(':log-group:atlasml:*');
  });
});

describe('secrets', () => {
  /** Who needs a secret, by the first key of where the configuration names it. A secret of a channel is needed by all that send or ask. */
  const CHANNEL = ['report-incident', 'verify-delivery', 'send-digest'];
  const NEEDED_BY: Record<string, string[]> = {
    endpoints: ['check-health', 'send-digest'],
    slack: CHANNEL,
    teams: CHANNEL,
    pagerduty: CHANNEL,
    ntfy: CHANNEL,
    webhook: CHANNEL,
    heartbeat: ['report-incident', 'send-digest'],
    'answers.keyParameter': ['report-incident', 'send-digest', 'answer'],
    'answers.slackSigningSecretParameter': ['send-digest', 'answer'],
    sentry: ['check-health', 'check-logs', 'check-memory', 'answer', ...CHANNEL],
    sentryProject: ['report-incident', 'send-digest'],
  };
  const bot = { ...FULL, slack: { botTokenParameter: '/slack/bot', channel: 'C0123ABCD' } };

  test.each([
    ['with a webhook', FULL],
    ['with a bot', bot],
  ])('each function may read the secrets that it needs, and no other, %s', (_title, input) => {
    const readable = readableIn(synth(input));
    const needed: Record<string, string[]> = Object.fromEntries(Object.keys(readable).map((name) => [name, []]));
    const named = parametersIn(resolveConfig(input));
    expect(named.length).toBe(13);
    for (const { key, name, parameter } of named) {
      const functions = NEEDED_BY[`${key}.${name}`] ?? NEEDED_BY[key];
      if (!functions) throw new Error(`${key}.${name} names a secret: say in this test which functions need it`);
      for (const reader of functions) needed[reader]?.push(parameter);
    }
    const sorted = Object.entries(needed).map(([name, parameters]) => [name, parameters.sort()]);
    expect(readable).toEqual(Object.fromEntries(sorted));
  });

  test.each([
    ['with a webhook', FULL],
    ['with a bot', bot],
  ])('secretsOf knows every parameter that the configuration names, so that its age is looked at, %s', (_title, input) => {
    const config = resolveConfig(input);
    expect(secretsOf(config).sort()).toEqual(
      parametersIn(config)
        .map((p) => p.parameter)
        .sort(),
    );
  });

  test('each channel is a key of the configuration whose secrets this test knows', () => {
    const everything = channelsOf(resolveConfig(FULL));
    const channels: Record<Channel, true> = { email: true, slack: true, teams: true, pagerduty: true, ntfy: true, webhook: true };
    expect(everything.sort()).toEqual(Object.keys(channels).sort());
    for (const channel of everything) if (channel !== 'email') expect(NEEDED_BY).toHaveProperty(channel);
  });
});

test('no secret, and no webhook, stands in the template', () => {
  expect(JSON.stringify(full.toJSON())).not.toMatch(/hooks\.slack\.com|xox[abp]-|\bsk-[A-Za-z0-9]{8}/);
});

/** Every parameter that a configuration names, wherever that is: under a key such as urlParameter, or { parameter }. */
function parametersIn(value: unknown, top = ''): { key: string; name: string; parameter: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const key = top || name;
    return /parameter$/i.test(name) && typeof inner === 'string' ? [{ key, name, parameter: inner }] : parametersIn(inner, key);
  });
}

/** By function, the parameters that its role may read, sorted. */
function readableIn(template: Template): Record<string, string[]> {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  return Object.fromEntries(
    functions.map(({ Properties }) => {
      const role = Properties.Role['Fn::GetAtt'][0];
      const statements = policies
        .filter((policy) => policy.Properties.Roles.some((r: { Ref: string }) => r.Ref === role))
        .flatMap((policy) => policy.Properties.PolicyDocument.Statement as { Action: string | string[] }[])
        .filter((statement) => [statement.Action].flat().includes('ssm:GetParameter'));
      const names = [...JSON.stringify(statements).matchAll(/:parameter(\/[\w/]+)"/g)].map(([, name = '']) => name);
      return [Properties.FunctionName.replace('atlasml-test-', ''), names.sort()];
    }),
  );
}
