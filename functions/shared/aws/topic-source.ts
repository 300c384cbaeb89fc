import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { Subscription, TopicSource } from '../ports.ts';
import { awsClient } from './client.ts';

/** What SNS writes instead of an ARN; https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html */
const STATES: Record<string, Subscription['state']> = { PendingConfirmation: 'pending', Deleted: 'deleted' };

/** Topics in SNS. */
export function snsTopicSource(client = awsClient(SNSClient)): TopicSource {
  return {
    async state(TopicArn) {
      const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
      const subscriptions: Subscription[] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
        for (const { SubscriptionArn = '', Protocol = '', Endpoint = '' } of Subscriptions) {
          const state = STATES[SubscriptionArn] ?? 'confirmed';
          const guarded = state === 'confirmed' && Protocol === 'email' ? await isProtected(SubscriptionArn) : undefined;
          subscriptions.push({
            protocol: Protocol,
            endpoint: Endpoint,
            state,
            ...(guarded !== undefined && { unsubscribeProtected: guarded }),
          });
        }
      }
      return {
        subscriptions,
        ...(Attributes.Policy && { policy: Attributes.Policy }),
        ...(Attributes.KmsMasterKeyId && { kmsKeyId: Attributes.KmsMasterKeyId }),
      };
    },
  };

  /** ConfirmationWasAuthenticated; https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
  async function isProtected(SubscriptionArn: string): Promise<boolean | undefined> {
    try {
      const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      const authenticated = Attributes.ConfirmationWasAuthenticated;
      return authenticated === undefined ? undefined : authenticated === 'true';
    } catch {
      return undefined;
    }
  }
}
