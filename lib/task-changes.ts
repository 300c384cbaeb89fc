import { Duration, Stack } from 'aws-cdk-lib';
import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { TaskOwner } from '../functions/report-incident/task-change.ts';
import { services } from './service-principals.ts';

export const taskRuleName = (environment: string): string => `atlasml-${environment}-task-changes`;

/** What ECS says of AtlasML's tasks goes to the reporter's queue: one rule for the changes of this service in its cluster. */
export function listenToTasks(
  scope: Construct,
  environment: string,
  { cluster, service }: TaskOwner,
  { queue, undelivered }: { queue: Queue; undelivered: Queue },
): void {
  const ruleName = taskRuleName(environment);
  const clusterArn = Stack.of(scope).formatArn({ service: 'ecs', resource: 'cluster', resourceName: cluster });
  // The CDK's own target leaves the condition out where the queue has a key, so the right to send stands here.
  for (const target of [queue, undelivered]) {
    target.addToResourcePolicy(
      new PolicyStatement({
        principals: [services.rule(scope, ruleName)],
        actions: ['sqs:SendMessage'],
        resources: [target.queueArn],
      }),
    );
  }
  const toQueue: IRuleTarget = {
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: undelivered.queueArn },
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: Duration.minutes(10).toSeconds() },
    }),
  };
  new Rule(scope, 'TaskChanges', {
    ruleName,
    description: `Task changes of ${service} in ${cluster}, for AtlasML Monitor`,
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [clusterArn], group: [`service:${service}`], lastStatus: ['RUNNING', 'STOPPED'] },
    },
    targets: [toQueue],
  });
}
