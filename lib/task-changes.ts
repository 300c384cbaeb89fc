import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { TaskOwner } from '../functions/report-incident/task-change.ts';

/**
 * What ECS says of AtlasML's tasks goes to the reporter's queue: one rule for the changes of this service in its cluster. The
 * target's policy lets EventBridge send for this rule alone (aws:SourceArn), so no other account's rule can use it.
 */
export function listenToTasks(scope: Construct, { cluster, service }: TaskOwner, queue: Queue): Rule {
  const clusterArn = Stack.of(scope).formatArn({ service: 'ecs', resource: 'cluster', resourceName: cluster });
  return new Rule(scope, 'TaskChanges', {
    description: `Task changes of ${service} in ${cluster}, for AtlasML Monitor`,
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [clusterArn], group: [`service:${service}`], lastStatus: ['RUNNING', 'STOPPED'] },
    },
    targets: [new SqsQueue(queue, { retryAttempts: 3, maxEventAge: Duration.minutes(10) })],
  });
}
