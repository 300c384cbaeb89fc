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
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringContaining('Undelivered'), 'Arn'] } },
    });
  });

  test.each([
    ['with a key of AWS', full],
    ['with a key of the stack', synth({ ...FULL, customerManagedKey: true })],
  ])(
    'may be sent by this rule of this account and by no other, to the queue and to the one behind it: %s',
    (_title, template) => {
      const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
      const sending = policies.flatMap(({ Properties: { PolicyDocument, Queues } }) =>
        (PolicyDocument.Statement as { Principal?: { Service?: string }; Condition?: object }[])
          .filter(({ Principal }) => Principal?.Service === 'events.amazonaws.com')
          .map((statement) => ({ queue: Queues[0].Ref.replace(/[0-9A-F]{8}$/, ''), statement })),
      );
      expect(sending.map(({ queue }) => queue).sort()).toEqual(['IncidentReporterUndelivered', 'IncidentReporterWakeUps']);
      for (const { statement } of sending) {
        expect(statement).toMatchObject({
          Action: 'sqs:SendMessage',
          Effect: 'Allow',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        });
        expect(JSON.stringify(statement.Condition)).toMatch(/"ArnEquals":\{"aws:SourceArn":.*:rule\/atlasml-test-task-changes"/);
      }
    },
  );

  test('can be encrypted with the key of the stack by this rule alone', () => {
    const keyPolicies = (input: Parameters<typeof synth>[0]) =>
      JSON.stringify(Object.values(synth(input).findResources('AWS::KMS::Key')).map((k) => k.Properties.KeyPolicy.Statement));
    expect(keyPolicies({ ...FULL, customerManagedKey: true })).toContain('TaskChangesMayBeQueued');
    expect(keyPolicies({ ...FULL, customerManagedKey: true, memory: undefined })).not.toContain('events.amazonaws.com');
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
