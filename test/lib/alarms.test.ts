import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../functions/shared/signals/alarm-definitions.ts';
import { METRICS } from '../../functions/shared/signals/metrics.ts';
import { nativeAlarmsOf } from '../../functions/shared/signals/native-alarms.ts';
import { config, full } from './support.ts';

const natives = nativeAlarmsOf(alarmsOf(config));

describe('alarms', () => {
  test.each(natives.map((d) => [d.name, d] as const))(
    '%s is the entry of the table',
    (_name, { name, signal, metric, threshold, dimensions }) => {
      full.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: name,
        MetricName: METRICS[metric].name,
        AlarmDescription: Match.stringLikeRegexp(
          `Runbook: section "${signal.id}" of docs/runbook\\.md, in the monitor's repository https://eu-central-1\\.console`,
        ),
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
        'answer-errors',
        'check-health-errors',
        'check-health-not-running',
        'check-logs-errors',
        'check-logs-not-running',
        'check-memory-errors',
        'check-memory-not-running',
        'report-incident-errors',
        'send-digest-errors',
        'undelivered',
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
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':cloudwatch:eu-central-1:',
                  { Ref: 'AWS::AccountId' },
                  ':alarm:atlasml-test-*',
                ],
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
  const muteTargets = { AlarmNames: Array(natives.length).fill(Match.anyValue()) };
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
