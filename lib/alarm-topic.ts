import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * A topic that alarms of this account may publish to. A topic with a policy of its own, such as enforceSSL makes, has no
 * default policy any more, and without this statement every alarm action fails silently in the alarm's history.
 * Seen in aws-solutions/automated-security-response-on-aws#43; the statement is that of aws-samples/amazon-cloudwatch-auto-alarms.
 */
export function alarmTopic(scope: Construct, id: string, props: TopicProps): Topic {
  const topic = new Topic(scope, id, { ...props, enforceSSL: true });
  const alarms = Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarms } },
    }),
  );
  return topic;
}
