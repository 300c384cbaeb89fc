import { paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { awsClient } from './client.ts';

/** The ARN of the topic of that name in the account and region of the caller; undefined when there is none. */
export async function findTopic(name: string, client = awsClient(SNSClient)): Promise<string | undefined> {
  for await (const { Topics = [] } of paginateListTopics({ client }, {})) {
    const found = Topics.find(({ TopicArn }) => TopicArn?.endsWith(`:${name}`));
    if (found) return found.TopicArn;
  }
  return undefined;
}
