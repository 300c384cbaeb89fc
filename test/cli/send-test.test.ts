import { expect, test } from 'vitest';
import { sendTest } from '../../cli/send-test.ts';
import { slackReceiver } from '../../functions/shared/delivery/slack/webhook.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import { StillClock, secretsOf, TestReceiver } from '../support/fakes.ts';
import { serve } from '../support/servers.ts';

const CONFIG = { service: 'AtlasML', environment: 'test' };

test('every receiver is sent the test, and each answer is reported, whatever became of the others', async () => {
  const email = new TestReceiver('email');
  const slack = new TestReceiver('slack');
  slack.failing = true;
  const rows = await sendTest([slack, email], CONFIG, new StillClock());
  expect(rows).toEqual([
    { receiver: 'slack', well: false, said: 'failed: slack is away' },
    { receiver: 'email', well: true, said: 'taken after 0 ms by SNS; it must be in every mailbox within a minute' },
  ]);
  expect(email.got.map((m) => m.tag)).toEqual(['TEST']);
});

test('the test says that it is one, and that nothing is wrong', async () => {
  const email = new TestReceiver('email');
  await sendTest([email], CONFIG, new StillClock(Date.parse('2026-11-25T10:33:04Z')));
  const { subject, text } = renderEmail(email.got[0] as never);
  expect(subject).toBe('[TEST] AtlasML test: a test, nothing is wrong');
  expect(text).toBe(
    [
      'This is a test of AtlasML Monitor for AtlasML test, sent at 2026-11-25 10:33 UTC. Nothing is wrong.',
      'Alerts come this way when AtlasML is down, failing or short of memory.',
      '',
      'What to do: Nothing. If you do not know why you get this, ask whoever runs AtlasML.',
      'Runbook: section "channel-lost" of docs/runbook.md, in the monitor\'s repository',
      '',
    ].join('\n'),
  );
});

test('a dead webhook is named with what to do, not with its URL', async () => {
  const origin = await serve((_request, response) => response.writeHead(404).end('no_service'));
  const secrets = secretsOf({ '/hook': `${origin}/services/T/B/secret` });
  const clock = new StillClock();
  const [row] = await sendTest(
    [slackReceiver({ webhookParameter: '/hook', webhookHosts: ['127.0.0.1'], secrets, clock })],
    CONFIG,
    clock,
  );
  expect(row).toEqual({
    receiver: 'slack',
    well: false,
    said: 'failed: Slack answered HTTP 404 no_service; the webhook is dead or its channel is gone: store a new one in the parameter /hook',
  });
});
