import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../functions/shared/alarm-definitions.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';

const FULL: MonitorConfigInput = {
  environment: 'test',
  endpoints: [
    { name: 'health', url: 'https://atlas.example.org/api/v1/health/' },
    {
      name: 'competency',
      url: 'https://atlas.example.org/x',
      headers: { Authorization: { parameter: '/atlas/key' } },
      body: 'none',
    },
  ],
  logs: { group: 'atlasml', region: 'eu-central-1' },
  memory: { source: 'ecs', cluster: 'c', service: 's' },
  disk: { source: 'cloudwatch-agent', dimensions: { path: '/' } },
  email: ['a@example.org', 'b@example.org'],
  slack: { webhookParameter: '/slack/hook' },
  maintenance: [
    { name: 'updates', schedule: '0 3 * OCT SUN', minutes: 90, timezone: 'Europe/Berlin' },
    { name: 'move', schedule: '2026-12-24T18:00', minutes: 60 },
  ],
  sentry: { dsnParameter: '/sentry/dsn' },
};

function synth(input: MonitorConfigInput): Template {
  const config = resolveConfig(input);
  return Template.fromStack(new MonitoringStack(new App(), 'Test', { config, env: { region: 'eu-central-1' } }));
}

const full = synth(FULL);
const config = resolveConfig(FULL);

describe('alarms', () => {
  test.each(alarmsOf(config).map((d) => [d.name, d] as const))(
    '%s is the entry of the table',
    (_name, { name, signal, threshold, dimensions }) => {
      full.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: name,
        AlarmDescription: Match.stringLikeRegexp(`docs/runbook\\.md#${signal.id} https://eu-central-1\\.console`),
        Threshold: threshold,
        Period: signal.periodSeconds,
        EvaluationPeriods: signal.evaluationPeriods,
        DatapointsToAlarm: signal.datapointsToAlarm,
        TreatMissingData: signal.missingData,
        Dimensions: Object.entries(dimensions)
          .sort()
          .map(([Name, Value]) => ({ Name, Value })),
        AlarmActions: [{ Ref: Match.stringLikeRegexp('Changes') }],
        OKActions: [{ Ref: Match.stringLikeRegexp('Changes') }],
        InsufficientDataActions: [{ Ref: Match.stringLikeRegexp('Changes') }],
      });
    },
  );

  test('M08: alarms about the monitor go straight to the people, on ALARM only, so that no deploy mails recoveries', () => {
    const alarms = Object.values(full.findResources('AWS::CloudWatch::Alarm')).filter((a) =>
      /-self-/.test(a.Properties.AlarmName),
    );
    expect(alarms.map((a) => a.Properties.AlarmName).sort()).toEqual(
      [
        'alerts-late',
        'alerts-lost',
        'check-health-errors',
        'check-health-not-running',
        'check-logs-errors',
        'check-logs-not-running',
        'check-memory-errors',
        'check-memory-not-running',
        'report-incident-errors',
        'verify-delivery-errors',
        'verify-delivery-not-running',
      ].map((id) => `atlasml-test-self-${id}`),
    );
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/Alerts/) }]);
      expect(Properties.OKActions).toBeUndefined();
    }
  });

  test('a heartbeat that is missing is the fault, after a warm-up', () => {
    full.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atlasml-test-self-check-logs-not-running',
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 10 },
    });
  });

  test('every topic that an alarm publishes to lets CloudWatch do so: with a policy of its own it has no default one', () => {
    const policies = Object.values(full.findResources('AWS::SNS::TopicPolicy'));
    const alarms = Object.values(full.findResources('AWS::CloudWatch::Alarm'));
    const topics = new Set(
      alarms.flatMap((a) =>
        [...a.Properties.AlarmActions, ...(a.Properties.OKActions ?? [])].map((action) => action.Ref as string),
      ),
    );
    expect(topics.size).toBe(2);
    for (const topic of topics) {
      const policy = policies.find((p) => p.Properties.Topics.some((t: { Ref: string }) => t.Ref === topic));
      expect(policy?.Properties.PolicyDocument.Statement).toContainEqual({
        Sid: 'AlarmsMayPublish',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: {
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:eu-central-1:', { Ref: 'AWS::AccountId' }, ':alarm:*'],
              ],
            },
          },
        },
      });
    }
  });

  test('T13: no log alarm, whose contributors end by disappearing', () => {
    full.resourceCountIs('AWS::CloudWatch::LogAlarm', 0);
  });
});

test('planned windows are mute rules of every alarm about AtlasML, in their own time zone', () => {
  const muteTargets = { AlarmNames: Array(alarmsOf(config).length).fill(Match.anyValue()) };
  full.hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
    Name: 'atlasml-test-updates-0',
    Rule: { Schedule: { Expression: 'cron(0 3 * OCT SUN)', Duration: 'PT1H30M', Timezone: 'Europe/Berlin' } },
    MuteTargets: muteTargets,
  });
  full.hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
    Name: 'atlasml-test-move-0',
    Rule: { Schedule: { Expression: 'at(2026-12-24T18:00)', Duration: 'PT1H', Timezone: 'UTC' } },
    MuteTargets: muteTargets,
  });
});

describe('functions and schedules', () => {
  test('each check runs once a minute, verify-delivery once an hour, is not tried again, and waits for nothing older than a minute', () => {
    const schedules = Object.values(full.findResources('AWS::Scheduler::Schedule')).filter(
      (s) => !JSON.stringify(s.Properties.Target.Arn).includes('WakeUps'),
    );
    expect(schedules.map((s) => s.Properties.ScheduleExpression).sort()).toEqual([
      'cron(0 9 ? * MON *)',
      'rate(1 hour)',
      ...Array(3).fill('rate(1 minute)'),
    ]);
    for (const { Properties } of schedules) {
      expect(Properties).toMatchObject({
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
      });
    }
  });

  test('the weekly drill sets one alarm off, whose only action is the way of every alert', () => {
    full.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atlasml-test-drill',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Changes') }],
      OKActions: Match.absent(),
      TreatMissingData: 'notBreaching',
    });
    full.hasResourceProperties('AWS::Scheduler::Schedule', { Target: { Input: '{"drill":true}' } });
    full.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'cloudwatch:SetAlarmState',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Drill'), 'Arn'] },
          }),
        ]),
      },
    });
  });

  test('the reporter is woken each minute through its queue', () => {
    full.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WakeUps'), 'Arn'] } },
    });
  });

  test('Node 24 on arm64, with JSON logs kept for a month', () => {
    for (const { Properties } of Object.values(full.findResources('AWS::Lambda::Function'))) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], LoggingConfig: { LogFormat: 'JSON' } });
    }
    full.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('wake-ups are given up after five tries', () => {
    full.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
  });

  test('without logs and memory only check-health and the reporter are made', () => {
    const least = synth({ environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] });
    least.resourceCountIs('AWS::Lambda::Function', 2);
  });
});

describe('least privilege', () => {
  const statements = Object.values(full.findResources('AWS::IAM::Policy')).flatMap(
    (p) => p.Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: unknown }[],
  );
  const allowing = (action: string) => statements.filter((s) => [s.Action].flat().includes(action));

  test('PutMetricData is held to our namespace', () => {
    for (const { Condition } of allowing('cloudwatch:PutMetricData'))
      expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'AtlasML/Monitor' } });
    expect(allowing('cloudwatch:PutMetricData')).toHaveLength(4);
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
    expect(new Set(readable)).toEqual(new Set(['/atlas/key', '/slack/hook', '/sentry/dsn']));
  });
});

test('no secret, and no webhook, stands in the template', () => {
  expect(JSON.stringify(full.toJSON())).not.toMatch(/hooks\.slack\.com|xox[abp]-|\bsk-[A-Za-z0-9]{8}/);
});

test('a VPC holds check-health alone, and the endpoints it then needs are named at synth', () => {
  const vpc = {
    id: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0'],
    availabilityZones: ['eu-central-1a'],
    securityGroupId: 'sg-0123456789abcdef0',
  };
  const stack = new MonitoringStack(new App(), 'Vpc', {
    config: resolveConfig({ ...FULL, network: { vpc } }),
    env: { region: 'eu-central-1' },
  });
  const inside = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).filter(
    (f) => f.Properties.VpcConfig,
  );
  expect(inside.map((f) => f.Properties.FunctionName)).toEqual(['atlasml-test-check-health']);
  const said = stack.node.metadata.map((m) => String(m.data)).join();
  expect(said).toContain(
    'VPC endpoints for: monitoring (interface endpoint), dynamodb (gateway endpoint), ssm (interface endpoint)',
  );
});

test('the dashboard has its rows', () => {
  const body = JSON.stringify(full.findResources('AWS::CloudWatch::Dashboard'));
  for (const title of [
    'Status',
    'Request rate',
    'Time a request took',
    'Errors in 5 minutes',
    'Error rate',
    'Memory and disk',
    'Health by component',
    'Log lines in 5 minutes',
  ])
    expect(body).toContain(title);
});
