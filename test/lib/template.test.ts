import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { FULL, full, synth, templateApp, VPC } from './support.ts';

describe('functions and schedules', () => {
  test('each check runs once a minute, verify-delivery once an hour, digests in the morning; none is tried again, and none waits for more than a minute', () => {
    const schedules = Object.values(full.findResources('AWS::Scheduler::Schedule')).filter(
      (s) => !JSON.stringify(s.Properties.Target.Arn).includes('WakeUps'),
    );
    expect(schedules.map((s) => s.Properties.ScheduleExpression).sort()).toEqual([
      'cron(0 7 * * ? *)',
      'cron(0 9 ? * MON *)',
      'cron(10 7 1 * ? *)',
      'cron(5 7 ? * MON *)',
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

  test('each digest has its schedule, in the time zone that is asked for', () => {
    const digests = { weekly: false, hour: 6, timezone: 'Europe/Berlin' };
    const template = synth({ ...FULL, digests });
    const sent = Object.values(template.findResources('AWS::Scheduler::Schedule')).filter((s) =>
      /"kind"/.test(s.Properties.Target.Input ?? ''),
    );
    expect(
      sent.map(({ Properties: { Target, ScheduleExpression, ScheduleExpressionTimezone } }) => [
        Target.Input,
        ScheduleExpression,
        ScheduleExpressionTimezone,
      ]),
    ).toEqual([
      ['{"kind":"daily"}', 'cron(0 6 * * ? *)', 'Europe/Berlin'],
      ['{"kind":"monthly"}', 'cron(10 6 1 * ? *)', 'Europe/Berlin'],
    ]);
  });

  test('without digests, or with nobody to send them to, there is no function for them', () => {
    const names = (input: Parameters<typeof synth>[0]) =>
      Object.values(synth(input).findResources('AWS::Lambda::Function')).map((f) => f.Properties.FunctionName);
    expect(names({ ...FULL, digests: { daily: false, weekly: false, monthly: false } })).not.toContain(
      'atlasml-test-send-digest',
    );
    expect(names({ ...FULL, email: [], slack: undefined })).not.toContain('atlasml-test-send-digest');
    expect(names({ ...FULL, slack: undefined, digests: { to: ['slack'] } })).not.toContain('atlasml-test-send-digest');
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

  test('no change of an alarm waits for others', () => {
    full.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WakeUps'), 'Arn'] },
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  test('between two runs check-health runs once more, half a minute after the begin of the first, failed or not', () => {
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('BetweenRuns'), 'Arn'] };
    full.hasResourceProperties('AWS::SQS::Queue', { DelaySeconds: 20, MessageRetentionPeriod: 60, VisibilityTimeout: 150 });
    full.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('checkhealth') },
      DestinationConfig: { OnSuccess: { Destination: queue }, OnFailure: { Destination: queue } },
      MaximumRetryAttempts: 0,
    });
    full.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('checkhealth') },
      EventSourceArn: queue,
      BatchSize: 1,
    });
  });

  test('Node 24 on arm64, with JSON logs kept for three months, in a group that its name tells', () => {
    for (const { Properties } of Object.values(full.findResources('AWS::Lambda::Function'))) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], LoggingConfig: { LogFormat: 'JSON' } });
    }
    full.allResourcesProperties('AWS::Logs::LogGroup', {
      LogGroupName: Match.stringLikeRegexp('^atlasml-test-((check|report|verify|send)-[a-z]+|answer)$'),
      RetentionInDays: 90,
    });
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

test('a VPC holds check-health alone, and the endpoints it then needs are named at synth', () => {
  const stack = new MonitoringStack(templateApp(), 'Vpc', {
    config: resolveConfig({ ...FULL, network: { vpc: VPC } }),
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
    'Requests and client errors',
    'Time a request took',
    'Errors in 5 minutes',
    'Error rate',
    'Memory, percent',
    'Disk and CPU',
    'Health by component',
    'Log lines in 5 minutes',
  ])
    expect(body).toContain(title);
});

test("the dashboard has AtlasML's own figures, out of the log of check-health, where its page is asked, and no empty graph elsewhere", () => {
  const graphOf = (input: typeof FULL) => {
    const [dashboard] = Object.values(synth(input).findResources('AWS::CloudWatch::Dashboard'));
    const body = ((dashboard?.Properties.DashboardBody['Fn::Join'][1] ?? []) as unknown[])
      .map((part) => (typeof part === 'string' ? part : 'x'))
      .join('');
    const { widgets } = JSON.parse(body) as { widgets: { properties: { title?: string; query?: string } }[] };
    return widgets.find(({ properties }) => properties.title?.startsWith('By /metrics'))?.properties.query;
  };
  const shown = graphOf({ ...FULL, metrics: { url: 'https://atlas.example.org/metrics' } });
  expect(shown).toContain("SOURCE 'atlasml-test-check-health'");
  for (const name of ['AppTookP50', 'AppTookP95', 'AppTookP99', 'AppWeaviateTookP95']) expect(shown).toContain(`"${name}`);
  expect(graphOf(FULL)).toBeUndefined();
});
