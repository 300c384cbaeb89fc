import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TaskOwner } from '../functions/report-incident/task-change.ts';
import type { Queues } from './queues.ts';

/**
 * What ECS says of AtlasML's tasks goes to the reporter's queue: one rule for the changes of this service in its cluster. The
 * policies of the queues let EventBridge send for this rule alone. The CDK's own target leaves that condition out for a queue
 * with a key of its own.
 */
export function listenToTasks(
  scope: Construct,
  { cluster, service }: TaskOwner,
  { wakeUps, undelivered }: Pick<Queues, 'wakeUps' | 'undelivered'>,
): Rule {
  const clusterArn = Stack.of(scope).formatArn({ service: 'ecs', resource: 'cluster', resourceName: cluster });
  const rule = new Rule(scope, 'TaskChanges', {
    description: `Task changes of ${service} in ${cluster}, for AtlasML Monitor`,
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [clusterArn], group: [`service:${service}`], lastStatus: ['RUNNING', 'STOPPED'] },
    },
  });
  rule.addTarget({
    bind: () => ({
      arn: wakeUps.queueArn,
      deadLetterConfig: { arn: undelivered.queueArn },
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: Duration.minutes(10).toSeconds() },
    }),
  });
  for (const queue of [wakeUps, undelivered]) {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }
  return rule;
}
