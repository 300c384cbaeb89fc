import { describe, expect, test } from 'vitest';
import { slackBotReceiver } from '../../../../../functions/shared/delivery/slack/bot.ts';
import type { Message } from '../../../../../functions/shared/message/message.ts';
import { testMessage } from '../../../../../functions/shared/message/test-message.ts';
import { StillClock, secretsOf } from '../../../../support/fakes.ts';
import { serve } from '../../../../support/servers.ts';
import { slackApiStandIn } from '../../../../support/slack-api-stand-in.ts';

const TOKEN = 'xoxb-planted-secret';
const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const message: Message = { ...testMessage(CONFIG, 0), tag: 'DOWN', cause: 'Weaviate does not answer.' };

function bot(apiUrl: string, clock = new StillClock(), mention?: string) {
  const secrets = secretsOf({ '/token': TOKEN });
  return slackBotReceiver({ tokenParameter: '/token', channel: 'C0000001', mention, secrets, clock, apiUrl });
}

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
