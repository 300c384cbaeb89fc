import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Publish } from '../delivery/email.ts';
import { awsClient } from './client.ts';

/** Publishes to the topic whose subscribers are the e-mail addresses. */
export function topicPublisher(topicArn: string, client = awsClient(SNSClient)): Publish {
  return async (Subject, Message, { signal } = {}) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message }), signal ? { abortSignal: signal } : {});
  };
}
