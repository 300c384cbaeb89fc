import { describe, expect, test } from 'vitest';
import { rowOf, sendTestCommand } from '../../cli/send-test.ts';
import { answerTest, sendTest } from '../../functions/report-incident/send-test.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import { slackReceiver } from '../../functions/shared/delivery/slack/webhook.ts';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { ChannelObservation } from '../../functions/shared/observation.ts';
import type { Receiver } from '../../functions/shared/ports.ts';
import { memoryStore, StillClock, secretsOf, TestReceiver } from '../support/fakes.ts';
import { serve } from '../support/servers.ts';

const CONFIG = { service: 'AtlasML', environment: 'test' };
const ENDPOINTS = [{ name: 'health', url: 'https://a.example.org/' }];

describe('the deployed monitor sends with what it was deployed with', () => {
  /** The configuration here knows nothing of the receivers. */
  const here = resolveConfig({ environment: 'test', endpoints: ENDPOINTS });
  const both = { email: ['a@example.org', 'b@example.org'], slack: { webhookParameter: '/hook' } };

  async function answered(deployed: object, receivers: Receiver[], channels: ChannelObservation[] = []) {
    const store = memoryStore();
    if (channels.length > 0) await store.saveObservation({ check: 'delivery', atMs: 0, channels });
    const config = resolveConfig({ environment: 'test', endpoints: ENDPOINTS, ...deployed });
    return sendTestCommand(here, async (name) => {
      expect(name).toBe('atlasml-test-report-incident');
      return answerTest(config, { receivers, clock: new StillClock(), store });
    });
  }

  test('each receiver says whether it took it, whatever became of the others', async () => {
    const [slack, email] = [new TestReceiver('slack'), new TestReceiver('email')];
    slack.failing = true;
    const { text, code } = await answered(both, [slack, email]);
    expect(text.split('\n')).toEqual([
      'slack  not taken: slack is away',
      'email  taken after 0 ms by SNS for 2 addresses; it must be in every mailbox within a minute',
    ]);
    expect(code).toBe(1);
    expect(email.got.map((m) => m.tag)).toEqual(['TEST']);
  });

  test.each<[string, Error, string, string]>([
    [
      'refused it',
      new DeliveryError('Slack answered HTTP 404 no_service', 'permanent-config'),
      'no',
      'not taken: Slack answered',
    ],
    [
      'got it and gave no answer',
      new DeliveryError('Slack did not answer within 5 s', 'retry', { ambiguous: true }),
      'perhaps',
      'perhaps taken, look whether it arrived: Slack did not answer within 5 s',
    ],
    [
      'could not be reached',
      new DeliveryError('Slack cannot be reached (ECONNREFUSED)', 'retry'),
      'no',
      'not taken: Slack cannot',
    ],
  ])('a receiver that %s', async (_title, error, taken, words) => {
    const slack = { name: 'slack', deliver: () => Promise.reject(error) };
    const { text, code, json } = await answered(both, [slack, new TestReceiver('email')]);
    expect(text.split('\n')[0]).toContain(`slack  ${words}`);
    expect(code).toBe(1);
    expect((json as { receivers: object[] }).receivers).toMatchObject([
      { receiver: 'slack', taken },
      { receiver: 'email', taken: 'yes' },
    ]);
  });

  test.each([
    ['the time was over', Object.assign(new Error('no answer within 65 s'), { name: 'TimeoutError' })],
    ['the connection broke', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['the reporter ran out of time', new Error('2026-11-27T10:00:00Z 1a Task timed out after 60.00 seconds')],
  ])('where %s nobody says that nothing was sent', async (_title, error) => {
    const { text, code } = await sendTestCommand(here, () => Promise.reject(error));
    expect(text).toContain('The test was perhaps sent: look whether it arrived before you send another.');
    expect(code).toBe(3);
  });

  test('a channel that it does not have is named, and is no fault', async () => {
    const { text, code } = await answered({ email: ['a@example.org'] }, [new TestReceiver('email')]);
    expect(text).toContain('slack  not configured in the deployed monitor');
    expect(code).toBe(0);
  });

  test('a topic that nobody is configured for counts for nothing', async () => {
    const { text, code } = await answered({}, [new TestReceiver('email')]);
    expect(text).toContain('email  not configured in the deployed monitor');
    expect(text).toContain('Nobody would be told: the monitor has no receiver.');
    expect(code).toBe(1);
  });

  test('what verify-delivery knows to be wrong behind a topic that takes everything', async () => {
    const sentence = 'a… at example.org has not confirmed.';
    const { text, code } = await answered(
      both,
      [new TestReceiver('slack'), new TestReceiver('email')],
      [{ channel: 'email', verdict: 'down', sentence, notes: [] }],
    );
    expect(text).toContain(`but email: ${sentence}`);
    expect(code).toBe(1);
  });

  test('one that is not there, one of an older version', async () => {
    const refusing =
      (message: string, name = 'Error') =>
      () =>
        Promise.reject(Object.assign(new Error(message), { name }));
    const away = await sendTestCommand(here, refusing('Function not found', 'ResourceNotFoundException'));
    expect(away.text).toContain('could not be asked (ResourceNotFoundException: Function not found)');
    const older = await sendTestCommand(here, refusing('there is no command "send-test"; known are silence'));
    expect(older.text).toBe(
      'The reporter atlasml-test-report-incident is of an older version and cannot send a test: deploy this one.',
    );
    expect([away.code, older.code]).toEqual([3, 3]);
  });
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
      'What to do: Nothing. If you do not know why you get this, ask whoever runs AtlasML.',
      '',
      'Runbook: section "channel-lost" of docs/runbook.md, in the monitor\'s repository',
      '',
    ].join('\n'),
  );
});

/** What is said of a test that goes to a webhook of Slack on this machine, which answers so. */
async function sentToSlack(answer: Parameters<typeof serve>[0]) {
  const origin = await serve(answer);
  const secrets = secretsOf({ '/hook': `${origin}/services/T/B/secret` });
  const clock = new StillClock();
  const slack = slackReceiver({ webhookParameter: '/hook', webhookHosts: ['127.0.0.1'], secrets, clock });
  const [row] = await sendTest([slack], CONFIG, clock);
  return row;
}

test('a dead webhook is named with what to do, not with its URL', async () => {
  const row = await sentToSlack((_request, response) => response.writeHead(404).end('no_service'));
  expect(row).toEqual({
    receiver: 'slack',
    tookMs: 0,
    refused:
      'Slack answered HTTP 404 no_service; the webhook is dead or its channel is gone: store a new one in the parameter /hook',
  });
});

test('a receiver on this machine that breaks off once it has the message has perhaps taken it', async () => {
  const row = await sentToSlack((request, _response) => void request.on('data', () => request.socket.destroy()));
  expect(row).toMatchObject({ receiver: 'slack', perhaps: true });
  expect(row && rowOf(row, {})).toMatchObject({ well: false, taken: 'perhaps' });
});
