import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import type { Remembered } from '../../../functions/report-incident/remembered.ts';
import { awsClient } from '../../../functions/shared/aws/client.ts';
import { insightsLogSource } from '../../../functions/shared/aws/log-source.ts';
import { cloudWatchMetricStore } from '../../../functions/shared/aws/metric-store.ts';
import { askForStatus } from '../../../functions/shared/aws/reporter-command.ts';
import { parameterSecrets } from '../../../functions/shared/aws/secrets.ts';
import { snsTopicSource } from '../../../functions/shared/aws/topic-source.ts';
import { systemClock } from '../../../functions/shared/clock.ts';
import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { Clock } from '../../../functions/shared/ports.ts';
import { once } from '../once.ts';
import type { AwsPorts } from './ports.ts';

/** The account and region of the caller. Nothing is changed there. */
export function openAws(config: MonitorConfig, clock: Clock = systemClock): AwsPorts {
  const { slug, logs, ses } = config;
  const cloudWatch = awsClient(CloudWatchClient);
  return {
    config,
    clock,
    alarms: once(async () => {
      const found: MetricAlarm[] = [];
      const asked = { AlarmNamePrefix: `atlasml-${slug}-`, AlarmTypes: ['MetricAlarm' as const] };
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch, pageSize: 100 }, asked))
        found.push(...MetricAlarms);
      return found;
    }),
    async topicNamed(name) {
      for await (const { Topics = [] } of paginateListTopics({ client: awsClient(SNSClient) }, {})) {
        const found = Topics.find(({ TopicArn }) => TopicArn?.endsWith(`:${name}`));
        if (found) return found.TopicArn;
      }
      return undefined;
    },
    async answersUrl() {
      const FunctionName = `atlasml-${slug}-answer`;
      const { FunctionUrl } = await awsClient(LambdaClient).send(new GetFunctionUrlConfigCommand({ FunctionName }));
      return FunctionUrl ?? '';
    },
    topics: snsTopicSource(),
    ...(ses && { askSes: async () => (await import('../../../functions/shared/aws/ses.ts')).askSes(ses) }),
    metrics: cloudWatchMetricStore(slug, cloudWatch),
    secrets: parameterSecrets(clock),
    logs: logs && insightsLogSource(logs, clock),
    async logGroups(prefix) {
      const client = awsClient(CloudWatchLogsClient, { region: logs?.region });
      // The one that is named exactly so comes first: names are sorted.
      const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, limit: 50 }));
      return logGroups;
    },
    observations: once(async () => {
      const { observations } = await askForStatus<Remembered>(`atlasml-${slug}-report-incident`);
      if (!observations) throw new Error('the deployed monitor does not know this question yet: deploy this version');
      return observations;
    }),
  };
}
