import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { costText } from '../../functions/shared/cost/cost.ts';
import { FULL, full, synth } from './support.ts';

const encrypted = synth({ ...FULL, customerManagedKey: true });
const of = (template: Template, type: string) => Object.entries(template.findResources(type));

describe('what could not be handed over', () => {
  test('each schedule hands what it could not start to the queue for that, and its role may do so', () => {
    const schedules = of(full, 'AWS::Scheduler::Schedule');
    expect(schedules.length).toBe(9);
    for (const [, { Properties }] of schedules) {
      expect(Properties.Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/Undelivered/);
      const role = Properties.Target.RoleArn['Fn::GetAtt'][0];
      const policy = of(full, 'AWS::IAM::Policy').find(([, p]) => p.Properties.Roles[0].Ref === role);
      expect(JSON.stringify(policy)).toMatch(/"sqs:SendMessage","Effect":"Allow","Resource":\{"Fn::GetAtt":\["\w+Undelivered/);
    }
  });

  test('a change of an alarm that the queue of the reporter did not take goes there, too', () => {
    full.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Undelivered'), 'Arn'] } },
    });
    full.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('Undelivered') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Effect: 'Allow' }),
        ]),
      },
    });
  });

  test('one alarm tells of both, at once and to the people', () => {
    full.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atlasml-test-self-undelivered',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Undelivered'), 'QueueName'] } }],
      Threshold: 1,
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Alerts') }],
    });
  });
});

describe('encryption', () => {
  test.each([
    ['by default with a key of AWS', full],
    ['with a key of the stack', encrypted],
  ])('%s each queue is encrypted, and each queue and topic refuses what comes without TLS', (_title, template) => {
    const ours = template === encrypted;
    for (const [, { Properties }] of of(template, 'AWS::SQS::Queue')) {
      if (ours) expect(Properties.KmsMasterKeyId['Fn::GetAtt'][0]).toMatch(/Key/);
      else expect(Properties.SqsManagedSseEnabled).toBe(true);
    }
    const policies = [...of(template, 'AWS::SQS::QueuePolicy'), ...of(template, 'AWS::SNS::TopicPolicy')];
    expect(policies).toHaveLength(of(template, 'AWS::SQS::Queue').length + of(template, 'AWS::SNS::Topic').length);
    for (const [, { Properties }] of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('with a key of the stack the topics are encrypted, too; the key is changed each year and goes with the stack', () => {
    for (const [, { Properties }] of of(encrypted, 'AWS::SNS::Topic')) {
      expect(Properties.KmsMasterKeyId['Fn::GetAtt'][0]).toMatch(/Key/);
    }
    encrypted.hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Delete' });
    full.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('whoever sends to an encrypted queue or topic may use the key: alarms, SNS, each schedule, the reporter and the digests', () => {
    const key = JSON.stringify(of(encrypted, 'AWS::KMS::Key'));
    for (const service of ['cloudwatch', 'sns']) expect(key).toContain(`"Service":"${service}.amazonaws.com"`);
    const without = of(encrypted, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) => {
      const text = JSON.stringify(Properties.PolicyDocument);
      return /"(sns:Publish|sqs:SendMessage)"/.test(text) && !/"kms:Decrypt","kms:GenerateDataKey\*"/.test(text) ? [id] : [];
    });
    expect(without).toEqual([]);
  });

  test('the estimate says what the key costs', () => {
    expect(costText(resolveConfig({ ...FULL, customerManagedKey: true }))).toContain('$1.00  customer-managed key');
    expect(costText(resolveConfig(FULL))).not.toContain('customer-managed key');
  });
});

describe('what stays when the stack is destroyed', () => {
  test('the table with the ended incidents stays, and can be put back to any minute of five weeks', () => {
    full.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    });
  });

  test('deleteArchiveOnDestroy takes it along', () => {
    synth({ ...FULL, deleteArchiveOnDestroy: true }).hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });

  test.each([
    ['least', synth({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }] })],
    ['everything', encrypted],
  ])('nothing that stays has a fixed name, so that the next deploy does not meet it (%s)', (_title, template) => {
    const resources = Object.entries(template.toJSON().Resources) as [string, { DeletionPolicy?: string; Properties: object }][];
    const staying = resources.filter(([, r]) => r.DeletionPolicy !== undefined && r.DeletionPolicy !== 'Delete');
    expect(staying.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['IncidentReporterState']);
    for (const [, { Properties }] of staying) expect(Object.keys(Properties)).not.toContain('TableName');
  });

  test('logs of the functions go with the stack, and are kept for three months until then', () => {
    const groups = of(full, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(of(full, 'AWS::Lambda::Function').length);
    for (const [, group] of groups) {
      expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 90 } });
    }
  });
});
