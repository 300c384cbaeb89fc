import { describe, expect, test } from 'vitest';
import type { Subscription, TopicState } from '../../../functions/shared/ports.ts';
import { letsCloudWatchPublish } from '../../../functions/verify-delivery/email.ts';
import { deliveryMetrics, type VerifyPorts, verifyDelivery } from '../../../functions/verify-delivery/verify.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';

const OPS = 'operations@example.com';
const ALERTS = 'arn:aws:sns:eu-central-1:111122223333:atlasml-test-alerts';
const CHANGES = 'arn:aws:sns:eu-central-1:111122223333:atlasml-test-alarm-changes';

const subscribed = (more: Partial<Subscription> = {}): Subscription => ({
  protocol: 'email',
  endpoint: OPS,
  state: 'confirmed',
  unsubscribeProtected: true,
  ...more,
});
const policy = (statement: object) => JSON.stringify({ Statement: [statement] });
const CLOUDWATCH = policy({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' });
const SSL_ONLY = policy({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

async function email(
  alerts: Partial<TopicState>,
  more: { changes?: Partial<TopicState>; failed?: number[]; addresses?: string[] } = {},
) {
  const ports: VerifyPorts = {
    topics: {
      state: async (arn) => ({ subscriptions: [], policy: CLOUDWATCH, ...(arn === ALERTS ? alerts : more.changes) }),
    },
    metrics: {
      read: async ({ dimensions }) => {
        expect(dimensions).toEqual({ TopicName: 'atlasml-test-alerts' });
        return (more.failed ?? []).map((value) => ({ atMs: 0, value }));
      },
    },
    secrets: secretsOf({}),
    clock: new StillClock(),
    alertTopicArn: ALERTS,
    changesTopicArn: CHANGES,
  };
  const observation = await verifyDelivery({ email: more.addresses ?? [OPS] }, ports);
  return { ...observation.channels[0], metrics: deliveryMetrics(observation) };
}

describe('e-mail', () => {
  test.each<[string, Parameters<typeof email>, string, RegExp]>([
    ['confirmed', [{ subscriptions: [subscribed()] }], 'up', /^1 address confirmed\.$/],
    [
      'waits for confirmation',
      [{ subscriptions: [subscribed({ state: 'pending' })] }],
      'down',
      /^op… at example\.com has not confirmed: the mail "AWS Notification/,
    ],
    [
      'unsubscribed: SNS says Deleted',
      [{ subscriptions: [subscribed({ state: 'deleted' })] }],
      'down',
      /^op… at example\.com is no longer subscribed/,
    ],
    ['unsubscribed long ago: SNS knows it no more', [{ subscriptions: [] }], 'down', /no longer subscribed/],
    [
      'subscribed again after it was deleted',
      [{ subscriptions: [subscribed({ state: 'deleted' }), subscribed()] }],
      'up',
      /confirmed/,
    ],
    [
      'one of two waits',
      [
        { subscriptions: [subscribed(), subscribed({ endpoint: 'b@example.com', state: 'pending' })] },
        { addresses: [OPS, 'b@example.com'] },
      ],
      'down',
      /^b… at example\.com has not confirmed/,
    ],
    [
      'a queue of the same name is no mailbox',
      [{ subscriptions: [subscribed({ protocol: 'sqs' })] }],
      'down',
      /no longer subscribed/,
    ],
    [
      'the policy keeps CloudWatch out of the alerts',
      [{ subscriptions: [subscribed()], policy: SSL_ONLY }],
      'down',
      /^the policy of the topic for alerts does not let CloudWatch publish/,
    ],
    [
      'the policy keeps CloudWatch out of the changes',
      [{ subscriptions: [subscribed()] }, { changes: { policy: SSL_ONLY } }],
      'down',
      /topic for alarm changes/,
    ],
    [
      'the key that AWS manages keeps CloudWatch out',
      [{ subscriptions: [subscribed()], kmsKeyId: 'alias/aws/sns' }],
      'down',
      /encrypted with alias\/aws\/sns/,
    ],
    [
      'a key of their own',
      [{ subscriptions: [subscribed()], kmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/k' }],
      'up',
      /confirmed/,
    ],
    [
      'SNS could not deliver',
      [{ subscriptions: [subscribed()] }, { failed: [2, 1] }],
      'down',
      /could not deliver 3 messages in the last hour/,
    ],
  ])('%s', async (_title, facts, verdict, sentence) => {
    expect(await email(...facts)).toMatchObject({
      verdict,
      sentence: expect.stringMatching(sentence),
      metrics: [{ key: 'channelUp', value: verdict === 'up' ? 1 : 0, dimensions: { Channel: 'email' } }],
    });
  });

  test('an address that anyone can unsubscribe is a note, no fault', async () => {
    const { verdict, notes } = await email({ subscriptions: [subscribed({ unsubscribeProtected: false })] });
    expect({ verdict, notes }).toEqual({
      verdict: 'up',
      notes: [expect.stringContaining('1 address can be unsubscribed by anyone')],
    });
  });

  test('a topic that cannot be read is unknown: no metric says that it is well', async () => {
    const ports = {
      topics: { state: () => Promise.reject(Object.assign(new Error('x'), { name: 'NotFoundException' })) },
      metrics: { read: async () => [] },
      secrets: secretsOf({}),
      clock: new StillClock(),
      alertTopicArn: ALERTS,
      changesTopicArn: CHANGES,
    };
    const observation = await verifyDelivery({ email: [OPS] }, ports);
    expect(observation.channels).toEqual([
      expect.objectContaining({ verdict: 'unknown', sentence: 'The topic of the alerts cannot be read (NotFoundException).' }),
    ]);
    expect(deliveryMetrics(observation)).toEqual([]);
  });

  test.each([
    ['no policy: the default one lets the account’s alarms publish', undefined, true],
    ['CloudWatch by name', CLOUDWATCH, true],
    [
      'CloudWatch among services, every action',
      policy({
        Effect: 'Allow',
        Principal: { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] },
        Action: ['SNS:*'],
      }),
      true,
    ],
    [
      'everybody of the account, as by default',
      policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish'] }),
      true,
    ],
    ['a denial alone', SSL_ONLY, false],
    [
      'another service',
      policy({ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' }),
      false,
    ],
    [
      'CloudWatch may only subscribe',
      policy({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Subscribe' }),
      false,
    ],
  ])('topic policy: %s', (_title, text, expected) => {
    expect(letsCloudWatchPublish(text)).toBe(expected);
  });
});
