import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { taskOwnerOf } from '../functions/report-incident/keep-task-changes.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { acknowledge } from './acknowledge.ts';
import { services } from './service-principals.ts';

/** What a sender needs of the key of a topic or queue. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const SEND_WITH_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/**
 * The customer-managed key of the topics and queues, where the configuration asks for one. CloudWatch may not use the key that
 * AWS manages for SNS, so an encrypted topic needs one of ours that names CloudWatch.
 * Nothing that lasts is encrypted with it: it goes when the stack goes.
 */
export function messageKey(
  scope: Construct,
  config: Pick<MonitorConfig, 'customerManagedKey' | 'slug' | 'memory' | 'cpu'>,
  changesTopicName: string,
): IKey | undefined {
  if (!config.customerManagedKey) return undefined;
  const key = new Key(scope, 'Key', {
    description: `AtlasML Monitor, ${config.slug}: topics and queues of alerts`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  });
  const lets = (sid: string, principal: IPrincipal) =>
    // In the policy of a key "*" is the key.
    key.addToResourcePolicy(new PolicyStatement({ sid, principals: [principal], actions: SEND_WITH_KEY, resources: ['*'] }));
  acknowledge(
    Stack.of(scope),
    'What SNS and SQS ask of whoever sends: data keys, in each of the forms that KMS has, under this one key.',
    'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
  );
  lets('AlarmsMayPublish', services.alarms(scope, config.slug));
  lets('ChangesMayBeQueued', services.topic(scope, changesTopicName));
  if (taskOwnerOf(config)) lets('TaskChangesMayBeQueued', services.eventsToQueues(scope));
  return key;
}

/** The key as the queues see it. The CDK would else let SNS use it in words of its own, which make a circle of key and topic. */
export function keyOfQueues(scope: Construct, key: IKey): IKey {
  return Key.fromKeyArn(scope, 'QueueKey', key.keyArn);
}
