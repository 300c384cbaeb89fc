import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { services } from './service-principals.ts';

/**
 * A topic that alarms of this environment may publish to. A topic with a policy of its own, such as enforceSSL makes, has no
 * default policy any more, and without this statement every alarm action fails silently in the alarm's history.
 * Seen in aws-solutions/automated-security-response-on-aws#43; the statement is that of aws-samples/amazon-cloudwatch-auto-alarms.
 */
export function alarmTopic(scope: Construct, id: string, environment: string, props: TopicProps): Topic {
  const topic = new Topic(scope, id, { ...props, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [services.alarms(scope, environment)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }),
  );
  return topic;
}
