import { describe, expect, test } from 'vitest';
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

  test('each function may read the parameters it needs, by name', () => {
    const readable = allowing('ssm:GetParameter').flatMap((s) =>
      [s.Resource].flat().map((r) => /parameter(\/[\w/]+)/.exec(JSON.stringify(r))?.[1]),
    );
    expect(new Set(readable)).toEqual(new Set(['/atlas/key', '/slack/hook', '/sentry/dsn', '/heartbeat/url']));
  });
});

test('no secret, and no webhook, stands in the template', () => {
  expect(JSON.stringify(full.toJSON())).not.toMatch(/hooks\.slack\.com|xox[abp]-|\bsk-[A-Za-z0-9]{8}/);
});
