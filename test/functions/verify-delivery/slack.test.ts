import { describe, expect, test } from 'vitest';
import { judge, slackChannel } from '../../../functions/verify-delivery/slack.ts';
import { caseOf } from '../../support/corpus.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { slackApiStandIn } from '../../support/slack-api-stand-in.ts';

describe('Slack', () => {
  const NAME = '/atlasml-monitor/slack-webhook';
  const HOOK = { webhookParameter: NAME, webhookHosts: ['127.0.0.1'] };
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
      state: await slackChannel(HOOK, secretsOf({ [NAME]: `${origin}/services/T/B/secret` }), new StillClock()),
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
      'U64: a parameter that holds the address of another service',
      { [NAME]: 'https://example.webhook.office.com/webhookb2/secret' },
      'down',
      /^Slack: the parameter \/atlasml-monitor\/slack-webhook holds the address of another service; store the webhook's there/,
    ],
    [
      'a parameter that holds an address in the clear',
      { [NAME]: 'http://hooks.slack.com/services/T/B/secret' },
      'down',
      /the parameter \/atlasml-monitor\/slack-webhook holds an address that does not begin with https:\/\//,
    ],
    [
      'S09: a workflow, which an empty payload would start',
      { [NAME]: 'https://hooks.slack.com/workflows/T/A/1/X' },
      'unknown',
      /a workflow cannot be asked without starting it/,
    ],
  ] as const)('%s', async (_title, secrets, verdict, sentence) => {
    expect(await slackChannel(HOOK, secretsOf(secrets), new StillClock())).toMatchObject({
      verdict,
      sentence: expect.stringMatching(sentence),
    });
  });

  test.each([
    ["U64: a 400 that is not one of Slack's", 400, 'Bad payload received by generic incoming webhook.'],
    ["words that only begin like Slack's", 400, 'no_text was given to the generic webhook'],
    ['a proxy that takes everything', 200, '<html>Log in</html>'],
    ['a service that takes an empty message', 200, 'ok'],
  ])('%s is no live channel', async (_title, status, body) => {
    const { state } = await webhook(status, body);
    expect(state).toMatchObject({
      verdict: 'unknown',
      sentence: `Slack: it answered HTTP ${status} as no webhook of Slack does: see what the parameter ${NAME} holds.`,
    });
  });

  test('no network is unknown', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/services/T/B/secret`;
    expect(await slackChannel(HOOK, secretsOf({ [NAME]: url }), new StillClock())).toMatchObject({
      verdict: 'unknown',
      sentence: 'Slack cannot be reached (ECONNREFUSED).',
    });
  });
});

describe('Slack, as a bot', () => {
  const BOT = { botTokenParameter: '/token', channel: 'C0000001', webhookHosts: [] };
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
