import { describe, expect, test } from 'vitest';
import { askNtfy } from '../../../functions/shared/delivery/ntfy/ntfy.ts';
import { askPagerduty } from '../../../functions/shared/delivery/pagerduty/pagerduty.ts';
import { askTeams, teamsProblem } from '../../../functions/shared/delivery/teams/teams.ts';
import { askWebhook } from '../../../functions/shared/delivery/webhook/webhook.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';
import { closedPort } from '../../support/servers.ts';
import { type Answer, serviceStandIn } from '../../support/service-stand-in.ts';
import { ROUTING_KEY, SIGNING_SECRET } from '../../support/services.ts';

const clock = new StillClock();
const PLANTED = /planted|p1anted|whsec_/;

describe('PagerDuty is asked by the end of an alert that there never was', () => {
  const asked = async (key: string | undefined, ...answers: Answer[]) => {
    const { origin, sent } = await serviceStandIn([500], ...answers);
    const config = {
      service: 'AtlasML',
      environment: 'test',
      slug: 'test',
      pagerduty: { routingKeyParameter: '/key', region: 'us' as const },
    };
    const secrets = secretsOf(key === undefined ? {} : { '/key': key });
    return { ...(await askPagerduty(config, { secrets, clock, enqueueUrl: `${origin}/v2/enqueue` })), sent: sent() };
  };
  const success: Answer = [202, '{"status":"success","message":"Event processed","dedup_key":"k"}'];
  const invalid: Answer = [
    400,
    `{"status":"invalid event","message":"Event object is invalid","errors":["Length of 'routing_key' is incorrect (should be 32 characters), not ${ROUTING_KEY}"]}`,
  ];

  test.each<[string, string | undefined, Answer | undefined, string, RegExp]>([
    ['the key is good', ROUTING_KEY, success, 'up', /^PagerDuty takes events with this key\.$/],
    [
      'it does not know the key',
      ROUTING_KEY,
      invalid,
      'down',
      /does not know the integration key: store .* in the parameter \/key/,
    ],
    ['it is overloaded', ROUTING_KEY, [429], 'unknown', /^PagerDuty answered HTTP 429\.$/],
    ['another service', ROUTING_KEY, [200, 'ok'], 'unknown', /another service answers in its place/],
    ['no key', 'planted', undefined, 'down', /\/key holds no integration key/],
    ['no parameter', undefined, undefined, 'down', /the parameter \/key cannot be read/],
  ])('%s', async (_title, key, answer, verdict, sentence) => {
    const judged = await asked(key, ...(answer ? [answer] : []));
    expect(judged).toMatchObject({ verdict, sentence: expect.stringMatching(sentence) });
    expect(judged.sentence).not.toMatch(PLANTED);
    const event = { routing_key: ROUTING_KEY, event_action: 'resolve', dedup_key: 'atlasml-monitor/test/verify-delivery' };
    expect(judged.sent).toEqual(answer ? [event] : []);
  });
});

describe('ntfy is asked for the topic, which sends nothing', () => {
  const config = { topicParameter: '/topic', tokenParameter: '/token' };
  const asked = async (answer: Answer, token = 'tk_planted', topic = '/planted_topic') => {
    const { origin, got } = await serviceStandIn(answer);
    const secrets = secretsOf({ '/topic': `${origin}${topic}`, '/token': token });
    return { ...(await askNtfy(config, { secrets, clock })), got };
  };

  test.each<[string, Answer, string, RegExp]>([
    ['topic and token are good', [200, '{"success":true}\n'], 'up', /^ntfy: 127\.0\.0\.1:\d+ knows the topic\.$/],
    [
      'the token is wrong',
      [401, '{"code":40101,"http":401,"error":"unauthorized"}'],
      'down',
      /HTTP 401 \(40101\); store a token .* \/token/,
    ],
    ['it may not read', [403, '{"code":40301,"http":403,"error":"forbidden"}'], 'unknown', /`send-test` shows whether/],
    ['the server is busy', [429, '{"code":42901,"http":429}'], 'unknown', /HTTP 429 \(42901\)/],
    ['no ntfy', [404, 'planted'], 'down', /HTTP 404; see what the parameter \/topic holds/],
    ['a page', [200, '<html>planted'], 'unknown', /another service answers in its place/],
  ])('%s', async (_title, answer, verdict, sentence) => {
    const { got, ...judged } = await asked(answer);
    expect(judged).toMatchObject({ verdict, sentence: expect.stringMatching(sentence) });
    expect(judged.sentence).not.toMatch(PLANTED);
    expect(got).toMatchObject([{ method: 'GET', path: '/planted_topic/auth', headers: { authorization: 'Bearer tk_planted' } }]);
  });

  test.each(['', '/', '/a/b', '/a%20b', `/${'a'.repeat(65)}`])('no topic: %j', async (topic) => {
    const judged = await asked([200], 'tk_planted', topic);
    expect(judged).toMatchObject({ verdict: 'down', sentence: expect.stringMatching(/\/topic holds no topic of ntfy/), got: [] });
  });
});

describe.each([
  [
    'Teams',
    '/hook',
    (values: Record<string, string>) =>
      askTeams({ webhookParameter: '/hook', webhookHosts: ['127.0.0.1'] }, { secrets: secretsOf(values) }),
  ],
  [
    'Webhook',
    '/hook',
    (values: Record<string, string>) =>
      askWebhook(
        { urlParameter: '/hook', secretParameter: '/secret' },
        { secrets: secretsOf({ '/secret': SIGNING_SECRET, ...values }) },
      ),
  ],
] as const)('%s cannot be asked: its host is, by HEAD of the first page', (name, parameter, ask) => {
  test.each<[string, number, string]>([
    ['it answers', 200, 'up'],
    ['it knows no first page', 404, 'up'],
    ['it fails', 502, 'unknown'],
  ])('%s', async (_title, status, verdict) => {
    const { origin, got } = await serviceStandIn([status]);
    const judged = await ask({ [parameter]: `${origin}/planted?sig=planted` });
    expect(judged).toMatchObject({
      verdict,
      sentence: expect.stringMatching(new RegExp(`^${name}: 127\\.0\\.0\\.1:\\d+ answer`)),
    });
    expect(JSON.stringify(judged)).not.toMatch(PLANTED);
    expect(got.map(({ method, path }) => `${method} ${path}`)).toEqual(['HEAD /']);
    if (verdict === 'up') expect(judged.notes).toEqual([expect.stringMatching(/cannot be tested without a message/)]);
  });

  test('nothing listens', async () => {
    const judged = await ask({ [parameter]: `http://127.0.0.1:${await closedPort()}/planted` });
    expect(judged).toMatchObject({ verdict: 'unknown', sentence: `${name} cannot be reached (ECONNREFUSED).` });
  });

  test.each<[string, string]>([
    ['planted', 'holds no URL'],
    ['http://10.0.0.1/planted', name === 'Teams' ? 'holds the address of another service' : 'does not begin with https://'],
    ['https://user:planted@127.0.0.1/', 'holds an address with a user name'],
  ])('%s', async (value, words) => {
    const judged = await ask({ [parameter]: value });
    expect(judged).toMatchObject({ verdict: 'down', sentence: expect.stringContaining(words) });
    expect(judged.sentence).not.toMatch(PLANTED);
  });

  test('there is no parameter', async () => {
    expect(await ask({})).toMatchObject({
      verdict: 'down',
      sentence: expect.stringContaining('the parameter /hook cannot be read'),
    });
  });
});

test.each<[string, boolean]>([
  ['https://prod-05.westeurope.logic.azure.com:443/workflows/x', true],
  ['https://default1.ae.environment.api.powerplatform.com:443/powerautomate/x', true],
  ['https://chat.example.org/x', true],
  ['https://logic.azure.com.example.org/x', false],
  ['https://hooks.slack.com/services/x', false],
])('a card may go to %s: %s', (url, may) => {
  expect(teamsProblem(url, '/hook', ['chat.example.org']) === undefined).toBe(may);
});
