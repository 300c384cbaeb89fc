import { describe, expect, test } from 'vitest';
import type { Subscription, TopicState } from '../../../functions/shared/ports.ts';
import { letsCloudWatchPublish } from '../../../functions/verify-delivery/email.ts';
import { judge, slackChannel } from '../../../functions/verify-delivery/slack.ts';
import { deliveryMetrics, type VerifyPorts, verifyDelivery } from '../../../functions/verify-delivery/verify.ts';
import { caseOf } from '../../support/corpus.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { slackApiStandIn } from '../../support/slack-api-stand-in.ts';

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
  const observation = await verifyDelivery({ email: more.addresses ?? [OPS], slack: undefined }, ports);
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
    const observation = await verifyDelivery({ email: [OPS], slack: undefined }, ports);
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

describe('Slack', () => {
  const NAME = '/atlasml-monitor/slack-webhook';
  /** A webhook that answers so, and what it was sent. */
  async function webhook(status: number, body: string) {
    const got: string[] = [];
    const origin = await serve(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      got.push(text);
      response.writeHead(status).end(body);
    });
    return {
      got,
      state: await slackChannel(
        { webhookParameter: NAME },
        secretsOf({ [NAME]: `${origin}/services/T/B/secret` }),
        new StillClock(),
      ),
    };
  }

  test('a live webhook answers an empty payload with 400 no_text, and nothing is posted', async () => {
    const { got, state } = await webhook(400, 'no_text');
    expect(state).toMatchObject({ channel: 'slack', verdict: 'up' });
    expect(got).toEqual(['{}']);
  });

  const { input, expected } = caseOf('S07');
  test.each((input.responses as [number, string][]).map(([status, body], i) => [status, body, expected.classes[i]] as const))(
    'S07: %i %s',
    (status, body, fault) => {
      const verdict = { 'permanent-payload': 'up', 'permanent-config': 'down', retry: 'unknown' }[fault as string];
      expect(judge(status, body, NAME)).toMatchObject({ verdict });
    },
  );

  test('a dead webhook names its answer and the parameter, never its URL', async () => {
    const { state } = await webhook(404, 'no_service');
    expect(state).toMatchObject({
      verdict: 'down',
      sentence: `Slack: the webhook is dead or its channel is gone (HTTP 404 no_service): store a new one in the parameter ${NAME}.`,
    });
    expect(JSON.stringify(state)).not.toContain('secret');
  });

  test.each([
    ['a parameter that is missing', {}, 'down', /cannot be read; create it as a SecureString/],
    ['a parameter that holds no URL', { [NAME]: 'changeme' }, 'down', /holds no URL/],
    [
      'S09: a workflow, which an empty payload would start',
      { [NAME]: 'https://hooks.slack.com/workflows/T/A/1/X' },
      'unknown',
      /a workflow cannot be asked without starting it/,
    ],
  ] as const)('%s', async (_title, secrets, verdict, sentence) => {
    expect(await slackChannel({ webhookParameter: NAME }, secretsOf(secrets), new StillClock())).toMatchObject({
      verdict,
      sentence: expect.stringMatching(sentence),
    });
  });

  test('no network is unknown', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/services/T/B/secret`;
    expect(await slackChannel({ webhookParameter: NAME }, secretsOf({ [NAME]: url }), new StillClock())).toMatchObject({
      verdict: 'unknown',
      sentence: 'Slack: it cannot be reached (ECONNREFUSED).',
    });
  });
});

describe('Slack, as a bot', () => {
  const BOT = { botTokenParameter: '/token', channel: 'C0000001' };
  const ask = async (...answers: object[]) => {
    const { apiUrl, got } = await slackApiStandIn(...answers.map((json) => ({ json })));
    const state = await slackChannel(BOT, secretsOf({ '/token': 'xoxb-planted' }), new StillClock(), apiUrl);
    return { ...state, asked: got.map((call) => call.method) };
  };
  const AUTH = { ok: true };

  test.each<[string, object[], string, RegExp]>([
    [
      'in its channel',
      [AUTH, { ok: true, channel: { is_archived: false, is_member: true } }],
      'up',
      /^The bot is in its channel\.$/,
    ],
    ['its token was revoked', [{ ok: false, error: 'token_revoked' }], 'down', /store a new one in the parameter \/token/],
    ['the channel is gone', [AUTH, { ok: false, error: 'channel_not_found' }], 'down', /the bot sees no channel C0000001/],
    ['the channel is archived', [AUTH, { ok: true, channel: { is_archived: true, is_member: true } }], 'down', /is archived/],
    ['nobody invited it', [AUTH, { ok: true, channel: { is_archived: false, is_member: false } }], 'down', /invite it/],
    ['it may not look at channels', [AUTH, { ok: false, error: 'missing_scope' }], 'up', /^The bot's token is good\.$/],
    ['Slack has a bad day', [{ ok: false, error: 'internal_error' }], 'unknown', /internal_error/],
  ])('%s', async (_title, answers, verdict, sentence) => {
    const state = await ask(...answers);
    expect(state).toMatchObject({ channel: 'slack', verdict, sentence: expect.stringMatching(sentence) });
    expect(state.asked).not.toContain('chat.postMessage');
    expect(JSON.stringify(state)).not.toContain('xoxb');
  });
});
