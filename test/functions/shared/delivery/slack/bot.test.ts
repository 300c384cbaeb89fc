import { describe, expect, test } from 'vitest';
import { reportIncident } from '../../../../../functions/report-incident/report.ts';
import { DeliveryError } from '../../../../../functions/shared/delivery/delivery-error.ts';
import { slackBotReceiver } from '../../../../../functions/shared/delivery/slack/bot.ts';
import type { Message } from '../../../../../functions/shared/message/message.ts';
import { renderSlack } from '../../../../../functions/shared/message/slack.ts';
import { testMessage } from '../../../../../functions/shared/message/test-message.ts';
import { alarm, definitionsOf, memoryStore, proving, StillClock, secretsOf, unlimited } from '../../../../support/fakes.ts';
import { closedPort, serve } from '../../../../support/servers.ts';
import { slackApiStandIn } from '../../../../support/slack-api-stand-in.ts';

const TOKEN = 'xoxb-planted-secret';
const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const message: Message = { ...testMessage(CONFIG, 0), tag: 'DOWN', cause: 'Weaviate does not answer.' };

function bot(apiUrl: string, clock = new StillClock(), mention?: string) {
  const secrets = secretsOf({ '/token': TOKEN });
  return slackBotReceiver({ tokenParameter: '/token', channel: 'C0000001', mention, secrets, clock, apiUrl });
}

test('an incident is one message, kept up to date, its story in its thread', async () => {
  const { apiUrl, got, tokens } = await slackApiStandIn();
  let alarms = [alarm('server-errors', 'ALARM')];
  const clock = new StillClock();
  const store = { ...memoryStore(), observations: async () => proving(alarms, clock.at) };
  const ports = {
    alarms: { states: async () => alarms },
    store,
    receivers: [bot(apiUrl)],
    configured: definitionsOf([...alarms, alarm('component-down', 'OK', { subject: 'weaviate' })]),
    within: unlimited,
    clock,
    newId: () => 'i1',
    links: () => [],
  };
  await reportIncident(CONFIG, ports);
  alarms = [alarm('server-errors', 'ALARM'), alarm('component-down', 'ALARM', { subject: 'weaviate' })];
  await reportIncident(CONFIG, ports);
  alarms = alarms.map((a) => ({ ...a, value: 'OK' }));
  await reportIncident(CONFIG, ports);

  expect(got.map(({ method, args }) => [method, args.ts ?? args.thread_ts])).toEqual([
    ['chat.postMessage', undefined],
    ['chat.update', '170000001.000100'],
    ['chat.postMessage', '170000001.000100'],
    ['chat.update', '170000001.000100'],
    ['chat.postMessage', '170000001.000100'],
  ]);
  const headers = got.flatMap(({ args }) => (args.blocks ? JSON.parse(args.blocks)[0].text.text : []));
  expect(headers.map((text: string) => /\[\w+\]/.exec(text)?.[0])).toEqual(['[ALERT]', '[DOWN]', '[RESOLVED]']);
  expect(got[2]?.args.text).toMatch(/^New: component weaviate fails\./);
  expect(got[4]?.args.text).toMatch(/^It was: weaviate fails\.\nAtlasML test is well again after/);
  expect([...tokens]).toEqual([`Bearer ${TOKEN}`]);
});

test('a message that somebody deleted is written anew', async () => {
  const { apiUrl, got } = await slackApiStandIn({ json: { ok: false, error: 'message_not_found' } });
  expect(await bot(apiUrl).deliver(message, 'C0000001/1.1')).toBe('C0000001/170000001.000100');
  expect(got.map(({ method, args }) => [method, args.thread_ts])).toEqual([
    ['chat.update', undefined],
    ['chat.postMessage', undefined],
  ]);
});

test('blocks that Slack refuses are followed once by plain words', async () => {
  const { apiUrl, got } = await slackApiStandIn({ json: { ok: false, error: 'invalid_blocks' } });
  await bot(apiUrl).deliver(message);
  expect(got.map(({ args }) => 'blocks' in args)).toEqual([true, false]);
  expect(got[1]?.args.text).toContain('Weaviate does not answer.');
});

describe('200 with ok: false is an error with a name, and says what to do', () => {
  test.each([
    ['token_revoked', 'permanent-config', "the bot's token is no longer good; store a new one in the parameter /token"],
    ['invalid_auth', 'permanent-config', 'store a new one in the parameter /token'],
    ['channel_not_found', 'permanent-config', 'the bot sees no channel C0000001'],
    ['not_in_channel', 'permanent-config', 'the bot is not in the channel C0000001: invite it'],
    ['is_archived', 'permanent-config', 'the channel C0000001 is archived'],
    ['missing_scope', 'permanent-config', 'give the app the scope chat:write'],
    ['internal_error', 'retry', 'Slack says internal_error'],
    ['something_new', 'permanent-config', 'Slack says something_new: see docs.slack.dev'],
  ])('%s', async (error, fault, text) => {
    const { apiUrl } = await slackApiStandIn({ json: { ok: false, error } });
    const thrown = await bot(apiUrl)
      .deliver(message)
      .catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(DeliveryError);
    expect(thrown).toMatchObject({ fault, message: expect.stringContaining(text) });
    expect(String(thrown)).not.toContain(TOKEN);
  });
});

describe('a rate limit', () => {
  const busy = (seconds: string) => ({
    status: 429,
    headers: { 'retry-after': seconds },
    json: { ok: false, error: 'ratelimited' },
  });

  test('that is short is waited out', async () => {
    const { apiUrl, got } = await slackApiStandIn(busy('2'));
    const clock = new StillClock();
    await bot(apiUrl, clock).deliver(message);
    expect({ slept: clock.slept, calls: got.length }).toEqual({ slept: [2000], calls: 2 });
  });

  test('that is long is left to the queue', async () => {
    const { apiUrl, got } = await slackApiStandIn(busy('60'));
    await expect(bot(apiUrl).deliver(message)).rejects.toMatchObject({ fault: 'retry', retryAfterMs: 60_000 });
    expect(got).toHaveLength(1);
  });
});

test('no network, and no JSON, are tried again', async () => {
  const away = `http://127.0.0.1:${await closedPort()}/api`;
  await expect(bot(away).deliver(message)).rejects.toMatchObject({
    fault: 'retry',
    message: 'Slack cannot be reached (ECONNREFUSED)',
  });
});

test('a parameter that is missing is named', async () => {
  const { apiUrl } = await slackApiStandIn();
  const receiver = slackBotReceiver({
    tokenParameter: '/token',
    channel: 'C0000001',
    secrets: secretsOf({}),
    clock: new StillClock(),
    apiUrl,
  });
  await expect(receiver.deliver(message)).rejects.toThrow(
    "the parameter /token cannot be read; create it as a SecureString that holds the bot's token",
  );
});

describe('a chart', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
  /** Where the picture itself goes, by Slack's leave. */
  async function storage(status = 200) {
    const got: Buffer[] = [];
    const origin = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      got.push(Buffer.concat(chunks));
      response.writeHead(status).end('OK');
    });
    return { got, upload_url: `${origin}/upload/v1/abc?x=1` };
  }
  const posted = { json: { ok: true, channel: 'C0000001', ts: '1.1' } };

  test('is put into the thread of the message', async () => {
    const { got: pictures, upload_url } = await storage();
    const { apiUrl, got } = await slackApiStandIn(posted, { json: { ok: true, upload_url, file_id: 'F1' } });
    await bot(apiUrl).deliver({ ...message, chart: async () => png });
    expect(got.map((call) => call.method)).toEqual([
      'chat.postMessage',
      'files.getUploadURLExternal',
      'files.completeUploadExternal',
    ]);
    expect(got[1]?.args).toEqual({ filename: 'chart.png', length: '4' });
    expect(pictures).toEqual([Buffer.from(png)]);
    expect(got[2]?.args).toEqual({ files: '[{"id":"F1","title":"a test"}]', channel_id: 'C0000001', thread_ts: '1.1' });
  });

  test('is put there once: a change brings no other', async () => {
    const { apiUrl, got } = await slackApiStandIn();
    await bot(apiUrl).deliver({ ...message, chart: async () => png }, 'C0000001/1.1');
    expect(got.map((call) => call.method)).toEqual(['chat.update', 'chat.postMessage']);
  });

  test.each([
    ['CloudWatch draws nothing', () => Promise.reject(new Error('throttled')), {}],
    ['the app may not upload', async () => png, { ok: false, error: 'missing_scope' }],
  ])('that fails keeps no message back: %s', async (_title, chart, answer) => {
    const { apiUrl } = await slackApiStandIn(posted, { json: answer });
    expect(await bot(apiUrl).deliver({ ...message, chart })).toBe('C0000001/1.1');
  });
});

describe('a mention calls somebody when a page begins, and never else', () => {
  const page: Message = { ...message, severity: 'page', kind: 'opened' };
  test.each<[string, Message, string | undefined, string]>([
    ['here', page, 'here', '<!here> '],
    ['the channel', page, 'channel', '<!channel> '],
    ['a user', page, 'U0123456', '<@U0123456> '],
    ['a group', page, 'S0123456', '<!subteam^S0123456> '],
    ['nobody is configured', page, undefined, ''],
    ['a warning', { ...page, severity: 'warn' }, 'here', ''],
    ['a change', { ...page, kind: 'changed' }, 'here', ''],
    ['a reminder', { ...page, kind: 'reminded' }, 'here', ''],
    ['the end', { ...page, kind: 'resolved' }, 'here', ''],
  ])('%s', (_title, what, mention, called) => {
    const { text, blocks } = renderSlack(what, mention);
    const section = blocks.find((b) => b.type === 'section');
    expect(text.startsWith(`${called}ALARM`) || text.startsWith(`${called}OK`)).toBe(true);
    expect(section?.text.text.startsWith(`${called}This is a test`)).toBe(true);
  });

  test('a mention in a text of the log calls nobody', () => {
    expect(JSON.stringify(renderSlack({ ...page, cause: '<!channel> @here' }, 'here').blocks)).not.toContain('<!channel>');
  });
});
