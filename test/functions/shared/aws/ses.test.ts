import { GetEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, describe, expect, test } from 'vitest';
import { emailReceiversOf } from '../../../../functions/shared/aws/email-receivers.ts';
import { askSes } from '../../../../functions/shared/aws/ses.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import type { DeliveryError } from '../../../../functions/shared/delivery/delivery-error.ts';
import { verifyDelivery } from '../../../../functions/verify-delivery/verify.ts';
import { StillClock, secretsOf } from '../../../support/fakes.ts';
import { header } from '../../../support/mail-headers.ts';
import { exampleMessage } from '../../../support/slack-message.ts';
import { stubClient } from '../../../support/stub-client.ts';

const ses = stubClient(SESv2Client);
beforeEach(() => ses.reset());

const config = resolveConfig({
  environment: 'test',
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  email: ['ops@example.org', 'more@example.org'],
  ses: { from: 'monitor@alerts.example.org' },
});
const clock = new StillClock('2026-11-25T10:00:00Z');
const receivers = () => emailReceiversOf(config, 'arn', { clock, newId: () => 'new-id', region: 'eu-central-1' });
const message = exampleMessage({ story: { incident: 'a-1', step: '1.opened' } });
const sent = () =>
  ses.commandCalls(SendEmailCommand).map((call) => Buffer.from(call.args[0].input.Content?.Raw?.Data ?? []).toString());

test('each address gets a mail of its own, with text and HTML', async () => {
  ses.on(SendEmailCommand).resolves({ MessageId: '0107-abc-000000' });
  for (const receiver of receivers()) await receiver.deliver(message);
  const calls = ses.commandCalls(SendEmailCommand).map((call) => call.args[0].input);
  expect(calls.map((c) => c.Destination?.ToAddresses)).toEqual([['ops@example.org'], ['more@example.org']]);
  expect(calls[0]?.FromEmailAddress).toBe('monitor@alerts.example.org');
  expect(header(sent()[0] ?? '', 'Subject')).toBe(message.subject);
  expect(sent()[0]).toContain('Content-Type: text/plain');
  expect(sent()[0]).toContain('Content-Type: text/html');
});

test('the mails of an incident are one thread, by the id that SES gave the first', async () => {
  ses.on(SendEmailCommand).resolves({ MessageId: '0107-abc-000000' });
  const [one] = receivers();
  const thread = await one?.deliver(message);
  expect(thread).toBe('0107-abc-000000');
  await one?.deliver({ ...message, story: { incident: 'a-1', step: '2.resolved' } }, thread as string);
  const [first = '', second = ''] = sent();
  expect(header(first, 'In-Reply-To')).toBeUndefined();
  expect(header(second, 'In-Reply-To')).toBe('<0107-abc-000000@eu-central-1.amazonses.com>');
  expect(header(second, 'References')?.replace(/\s+/g, ' ')).toBe(
    '<a-1@alerts.example.org> <0107-abc-000000@eu-central-1.amazonses.com>',
  );
});

describe('what SES refuses is named, without its words', () => {
  test.each([
    ['MessageRejected', 400, 'permanent-payload', false],
    ['MailFromDomainNotVerifiedException', 400, 'permanent-config', false],
    ['AccessDeniedException', 403, 'permanent-config', false],
    ['TooManyRequestsException', 429, 'retry', false],
    ['InternalFailure', 500, 'retry', true],
    ['TimeoutError', undefined, 'retry', true],
  ])('%s', async (name, httpStatusCode, fault, ambiguous) => {
    const error = Object.assign(new Error('jane.doe@example.org is not verified'), { name, $metadata: { httpStatusCode } });
    ses.on(SendEmailCommand).rejects(error);
    const [one] = receivers();
    const failure = await one?.deliver(message).then(
      () => undefined,
      (e: DeliveryError) => e,
    );
    expect(failure).toMatchObject({ fault, ambiguous });
    expect(failure?.message).toContain(`for ops at example.org (${name})`);
    expect(failure?.message).not.toContain('jane');
  });
});

describe('whether it would send is asked without a mail', () => {
  const topic = { subscriptions: [] };
  const verify = () =>
    verifyDelivery(config, {
      clock,
      secrets: secretsOf({}),
      topics: { state: async () => topic },
      metrics: { read: async () => [] },
      alertTopicArn: 'a',
      changesTopicArn: 'c',
      askSes: () => askSes({ from: 'monitor@alerts.example.org' }),
    });

  test('a verified identity sends; who has not confirmed at SNS misses only the alarms about the monitor', async () => {
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'alerts.example.org' }).resolves({ VerifiedForSendingStatus: true });
    const { channels } = await verify();
    expect(channels).toMatchObject([{ channel: 'email', verdict: 'up', sentence: 'SES sends as alerts.example.org.' }]);
    expect(channels[0]?.notes[0]).toMatch(/^alarms about the monitor itself come by SNS: /);
  });

  test.each([
    ['not verified', { VerifiedForSendingStatus: false }, 'down', /not verified/],
    ['not there', Object.assign(new Error('x'), { name: 'NotFoundException' }), 'down', /does not know/],
    ['not asked', Object.assign(new Error('x'), { name: 'AccessDeniedException' }), 'unknown', /cannot be asked/],
  ])('%s', async (_title, answer, verdict, sentence) => {
    if (answer instanceof Error) ses.on(GetEmailIdentityCommand).rejects(answer);
    else ses.on(GetEmailIdentityCommand).resolves(answer);
    expect((await verify()).channels).toMatchObject([{ verdict, sentence: expect.stringMatching(sentence) }]);
  });
});

test('a sender outside of the identity, and mails to nobody, are refused', () => {
  const { endpoints } = config;
  const given = (more: object) => () =>
    resolveConfig({ environment: 'test', endpoints: [{ ...endpoints[0] }] as never, ...more });
  expect(given({ ses: { from: 'a@example.org' } })).toThrow('nobody gets the e-mails');
  const ses = { from: 'a@example.org', identity: 'other.org' };
  expect(given({ email: ['b@example.org'], ses })).toThrow('is not the one of ses.from');
});
