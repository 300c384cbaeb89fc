import { expect, test } from 'vitest';
import { channelsOf } from '../../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { verifyDelivery } from '../../../functions/verify-delivery/verify.ts';
import { FULL } from '../../lib/support.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';

test('each channel is looked at as what it is, and none as another', async () => {
  const config = resolveConfig(FULL);
  const { channels } = await verifyDelivery(config, {
    topics: { state: async () => ({ subscriptions: [] }) },
    metrics: { read: async () => [] },
    secrets: secretsOf({}),
    clock: new StillClock(),
    alertTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alerts',
    changesTopicArn: 'arn:aws:sns:eu-central-1:111122223333:changes',
  });
  expect(channels.map((c) => c.channel)).toEqual(channelsOf(config));
  const sentence = (channel: string) => channels.find((c) => c.channel === channel)?.sentence;
  expect(sentence('email')).toMatch(/no longer subscribed/);
  expect(sentence('slack')).toMatch(/the parameter \/slack\/hook cannot be read/);
});
