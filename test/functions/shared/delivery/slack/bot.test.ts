import { describe, expect, test } from 'vitest';
import { reportIncident } from '../../../../../functions/report-incident/report.ts';
import { DeliveryError } from '../../../../../functions/shared/delivery/delivery-error.ts';
import { slackBotReceiver } from '../../../../../functions/shared/delivery/slack/bot.ts';
import type { Message } from '../../../../../functions/shared/message/message.ts';
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
  const headers = got.flatMap(({ args }) => (args.thread_ts ? [] : JSON.parse(args.blocks ?? '')[0].text.text));
  expect(headers.map((text: string) => /\[\w+\]/.exec(text)?.[0])).toEqual(['[ALERT]', '[DOWN]', '[RESOLVED]']);
  expect(got[2]?.args.text).toMatch(/^New: component weaviate fails\./);
  expect(got[4]?.args.text).toMatch(/^It was: weaviate fails\.\nAtlasML test is well again after/);
  expect([...tokens]).toEqual([`Bearer ${TOKEN}`]);
});

describe('what was found out stands in the thread', () => {
  const evident = { ...message, also: ['memory runs full'] };
  const textOf = (call: { args: Record<string, string> } | undefined) => call?.args.blocks ?? '';

  test('below the message that begins, which says what to do', async () => {
    const { apiUrl, got } = await slackApiStandIn();
    const thread = await bot(apiUrl).deliver(evident);
    expect(got.map(({ args }) => args.thread_ts)).toEqual([undefined, '170000001.000100']);
    expect(textOf(got[0])).toContain('*Cause:* Weaviate does not answer.');
    expect(textOf(got[0])).not.toContain('memory runs full');
    expect(textOf(got[1])).toContain('memory runs full');
    expect(thread).toBe('C0000001/170000001.000100');
  });

  test.each([
    { json: { ok: false, error: 'invalid_blocks' } },
    { json: { ok: false, error: 'restricted_action' } },
    { status: 500, json: {} },
  ])('where it is refused the message stands, and is not sent again: %j', async (answer) => {
    const { apiUrl, got } = await slackApiStandIn({ json: { ok: true, ts: '1.1' } }, answer);
    expect(await bot(apiUrl).deliver(evident)).toBe('C0000001/1.1');
    expect(got.filter(({ args }) => args.thread_ts === undefined).length).toBe(1);
  });
});

describe('an incident goes on in a new message', () => {
  const refused = (error: string) => ({ json: { ok: false, error } });
  const calls = (got: { method: string; args: Record<string, string> }[]) =>
    got.map(({ method, args }) => `${method} ${args.channel}${args.thread_ts ? ' in the thread' : ''}`);

  test.each([
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'is_archived',
    'channel_not_found',
    'some_new_error',
  ])('when the old one may not be edited: %s', async (error) => {
    const { apiUrl, got } = await slackApiStandIn(refused(error));
    expect(await bot(apiUrl).deliver(message, 'C0000001/1.1')).toBe('C0000001/170000001.000100');
    expect(calls(got)).toEqual(['chat.update C0000001', 'chat.postMessage C0000001']);
    expect(JSON.parse(got[1]?.args.blocks ?? '[]').length).toBeGreaterThan(0);
  });

  test('when its plain words are refused, too', async () => {
    const { apiUrl, got } = await slackApiStandIn(refused('invalid_blocks'), refused('msg_too_long'));
    expect(await bot(apiUrl).deliver(message, 'C0000001/1.1')).toBe('C0000001/170000001.000100');
    expect(calls(got)).toEqual(['chat.update C0000001', 'chat.update C0000001', 'chat.postMessage C0000001']);
  });

  test('when nothing may be said in its thread', async () => {
    const { apiUrl, got } = await slackApiStandIn({ json: { ok: true } }, refused('restricted_action_thread_locked'));
    expect(await bot(apiUrl).deliver(message, 'C0000001/1.1')).toBe('C0000001/170000002.000100');
    expect(calls(got)).toEqual(['chat.update C0000001', 'chat.postMessage C0000001 in the thread', 'chat.postMessage C0000001']);
  });

  test('when the configuration names another channel than it stands in: the old one is left alone', async () => {
    const { apiUrl, got } = await slackApiStandIn();
    expect(await bot(apiUrl).deliver(message, 'C0000OLD/1.1')).toBe('C0000001/170000001.000100');
    expect(calls(got)).toEqual(['chat.postMessage C0000001']);
  });

  test('and is kept up to date there afterwards, also where Slack names the channel by another ID', async () => {
    const { apiUrl, got } = await slackApiStandIn({ json: { ok: true, channel: 'G0000NEW', ts: '7.7' } });
    const thread = await bot(apiUrl).deliver(message);
    expect(await bot(apiUrl).deliver(message, thread as string)).toBe(thread);
    expect(calls(got)).toEqual(['chat.postMessage C0000001', 'chat.update G0000NEW', 'chat.postMessage G0000NEW in the thread']);
    expect(got[1]?.args.ts).toBe('7.7');
  });

  test('but not for what passes by itself', async () => {
    for (const answer of [
      refused('internal_error'),
      refused('service_unavailable'),
      { status: 429, json: {}, headers: { 'retry-after': '30' } },
    ]) {
      const { apiUrl, got } = await slackApiStandIn(answer);
      await expect(bot(apiUrl).deliver(message, 'C0000001/1.1')).rejects.toMatchObject({ fault: 'retry' });
      expect(calls(got)).toEqual(['chat.update C0000001']);
    }
  });

  test('and when that fails, too, the error names the channel it was for', async () => {
    const { apiUrl } = await slackApiStandIn(refused('is_archived'), refused('not_in_channel'));
    await expect(bot(apiUrl).deliver(message, 'C0000001/1.1')).rejects.toThrow('the bot is not in the channel C0000001');
  });

  test('an update in plain words takes the old blocks away', async () => {
    const { apiUrl, got } = await slackApiStandIn(refused('invalid_blocks'));
    await bot(apiUrl).deliver(message, 'C0000001/1.1');
    expect(got[1]).toMatchObject({ method: 'chat.update', args: { blocks: '[]' } });
  });
});

describe('a call of Slack ends', () => {
  test('with the time of the run, and may have arrived', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort());
    await expect(bot(`${origin}/api`).deliver(message, undefined, { signal: stop.signal })).rejects.toMatchObject({
      message: 'Slack did not answer before the time of this run was over',
      fault: 'retry',
      ambiguous: true,
    });
  });

  test.each([
    [500, true],
    [503, false],
    [429, false],
  ])('HTTP %i: may it have arrived? %s', async (status, ambiguous) => {
    const { apiUrl } = await slackApiStandIn({ status, json: {} });
    await expect(bot(apiUrl).deliver(message)).rejects.toMatchObject({ fault: 'retry', ambiguous });
  });
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

  test.each(['3', '60'])('of %s s is left to another run', async (seconds) => {
    const { apiUrl, got } = await slackApiStandIn(busy(seconds));
    const clock = new StillClock();
    const retryAfterMs = Number(seconds) * 1000;
    await expect(bot(apiUrl, clock).deliver(message)).rejects.toMatchObject({ fault: 'retry', retryAfterMs });
    expect({ slept: clock.slept, calls: got.length }).toEqual({ slept: [], calls: 1 });
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
