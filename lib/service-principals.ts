import { Stack } from 'aws-cdk-lib';
import { type IPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * Services of AWS that may act on something of this stack, each for this account alone: without the condition another account
 * could make the service use what is ours. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const services = {
  /**
   * No page says that Lambda names the account whenever it takes on a role, its poller of queues included. So: never for another
   * account where it does. That a role is never passed to another account holds besides, by IAM.
   */
  lambda: (scope: Construct): IPrincipal =>
    new ServicePrincipal('lambda.amazonaws.com', {
      conditions: { StringEqualsIfExists: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),

  /** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
  scheduler: (scope: Construct): IPrincipal => {
    const stack = Stack.of(scope);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    return new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    });
  },

  /** CloudWatch, for the alarms of one environment. */
  alarms: (scope: Construct, environment: string): IPrincipal =>
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnLike: { 'aws:SourceArn': arnIn(scope, 'cloudwatch', `alarm:atlasml-${environment}-*`) },
      },
    }),

  /** EventBridge, for one rule. */
  rule: (ruleArn: string): IPrincipal =>
    new ServicePrincipal('events.amazonaws.com', { conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } } }),

  /**
   * EventBridge, for the key of a queue: it names no source to KMS, so this holds it to the queues of this account, by what SQS
   * says is encrypted.
   */
  eventsToQueues: (scope: Construct): IPrincipal =>
    new ServicePrincipal('events.amazonaws.com', {
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:sqs:arn': arnIn(scope, 'sqs', '*') } },
    }),

  /** SNS, for one topic, which is named because a key of the topic cannot refer to it. */
  topic: (scope: Construct, topicName: string): IPrincipal =>
    new ServicePrincipal('sns.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnEquals: { 'aws:SourceArn': arnIn(scope, 'sns', topicName) },
      },
    }),
};

function arnIn(scope: Construct, service: string, what: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:${service}:${region}:${account}:${what}`;
}
