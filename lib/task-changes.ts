import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { TaskOwner } from '../functions/report-incident/task-change.ts';
import type { Queues } from './queues.ts';
import { services } from './service-principals.ts';

/**
 * What ECS says of AtlasML's tasks goes to the reporter's queue: one rule for the changes of this service in its cluster. The
 * queue's policy lets EventBridge send for this rule alone, also where the queue has a key; the CDK would then leave the condition out.
 */
export function listenToTasks(scope: Construct, { cluster, service }: TaskOwner, { wakeUps, undelivered }: Queues): Rule {
  const clusterArn = Stack.of(scope).formatArn({ service: 'ecs', resource: 'cluster', resourceName: cluster });
  const target = Queue.fromQueueArn(scope, 'TaskChangesQueue', wakeUps.queueArn);
  const rule = new Rule(scope, 'TaskChanges', {
    description: `Task changes of ${service} in ${cluster}, for AtlasML Monitor`,
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [clusterArn], group: [`service:${service}`], lastStatus: ['RUNNING', 'STOPPED'] },
    },
    targets: [new SqsQueue(target, { retryAttempts: 3, maxEventAge: Duration.minutes(10), deadLetterQueue: undelivered })],
  });
  wakeUps.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TaskChangesMayBeQueued',
      principals: [services.rule(rule.ruleArn)],
      actions: ['sqs:SendMessage'],
      resources: [wakeUps.queueArn],
    }),
  );
  return rule;
}
