import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription as SnsSubscription,
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
        subscriptions.push(...(await Promise.all(Subscriptions.map(subscriptionOf))));
      }
      return {
        subscriptions,
        ...(Attributes.Policy && { policy: Attributes.Policy }),
        ...(Attributes.KmsMasterKeyId && { kmsKeyId: Attributes.KmsMasterKeyId }),
      };
    },
  };

  async function subscriptionOf({ SubscriptionArn = '', Protocol = '', Endpoint = '' }: SnsSubscription): Promise<Subscription> {
    const state = STATES[SubscriptionArn] ?? 'confirmed';
    const guarded = state === 'confirmed' && Protocol === 'email' ? await isProtected(SubscriptionArn) : undefined;
    return { protocol: Protocol, endpoint: Endpoint, state, ...(guarded !== undefined && { unsubscribeProtected: guarded }) };
  }

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
