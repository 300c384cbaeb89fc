import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { FULL, full, synth } from './support.ts';

describe("changes of AtlasML's tasks", () => {
  test('come by one rule, of its service in its cluster alone, to the queue of wake-ups', () => {
    const rules = Object.values(full.findResources('AWS::Events::Rule'));
    expect(rules).toHaveLength(1);
    const { EventPattern, Targets } = rules[0]?.Properties ?? {};
    expect(EventPattern).toMatchObject({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: { group: ['service:s'], lastStatus: ['RUNNING', 'STOPPED'] },
    });
    expect(JSON.stringify(EventPattern.detail.clusterArn)).toContain(':cluster/c');
    expect(Targets).toHaveLength(1);
    expect(Targets[0]).toMatchObject({
      Arn: { 'Fn::GetAtt': [expect.stringContaining('WakeUps'), 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 },
    });
  });

  test('may be sent by this rule and by no other: a deputy of nobody else', () => {
    const [ruleId] = Object.keys(full.findResources('AWS::Events::Rule'));
    full.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'TaskChangesMayBeQueued',
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: Match.anyValue(),
          },
        ]),
      },
    });
    const statements = Object.values(full.findResources('AWS::SQS::QueuePolicy')).flatMap(
      (p) => p.Properties.PolicyDocument.Statement,
    );
    const open = statements.filter((s) => s.Effect === 'Allow' && !s.Condition);
    expect(open).toEqual([]);
  });

  test.each<[string, object]>([
    ['memory of ECS', { memory: { source: 'ecs', cluster: 'c', service: 's' } }],
    ['memory of Container Insights', { memory: { source: 'container-insights', cluster: 'c', service: 's' } }],
    ['CPU of ECS', { memory: undefined, cpu: { source: 'ecs', cluster: 'c', service: 's' } }],
  ])('are listened to with %s', (_title, source) => {
    synth({ ...FULL, ...source }).resourceCountIs('AWS::Events::Rule', 1);
  });

  test('are not listened to where no service is named', () => {
    const memory = { source: 'telegraf' as const, dimensions: { container_name: 'atlasml' } };
    synth({ ...FULL, memory }).resourceCountIs('AWS::Events::Rule', 0);
    synth({ ...FULL, memory: undefined }).resourceCountIs('AWS::Events::Rule', 0);
  });
});
