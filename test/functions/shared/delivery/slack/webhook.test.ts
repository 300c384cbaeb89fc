import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeliveryError } from '../../../../../functions/shared/delivery/delivery-error.ts';
import { slackReceiver } from '../../../../../functions/shared/delivery/slack/webhook.ts';
import { webhookKind } from '../../../../../functions/shared/delivery/slack/webhook-address.ts';
import { classifySlackAnswer } from '../../../../../functions/shared/delivery/slack/webhook-answer.ts';
import type { DeliveryOptions } from '../../../../../functions/shared/ports.ts';
import { caseOf } from '../../../../support/corpus.ts';
import { StillClock, secretsOf } from '../../../../support/fakes.ts';
import { closedPort, serve, serveRaw } from '../../../../support/servers.ts';
import { exampleMessage } from '../../../../support/slack-message.ts';

describe('cases of the area slack', () => {
  test('S07: which answers are permanent and which are worth another try', () => {
    const { input, expected } = caseOf('S07');
    expect(input.responses.map(([status, body]: [number, string]) => classifySlackAnswer(status, body))).toEqual(
      expected.classes,
    );
    expect(classifySlackAnswer(200, 'ok')).toBeUndefined();
  });

  test('S09: workflow and trigger webhooks take flat variables', () => {
    const kinds = caseOf('S09').input.urls.map(webhookKind);
    expect(kinds).toEqual(['blocks', 'workflow', 'workflow']);
  });
});

describe('the receiver, against a real server', () => {
  const deliver = (url: string, clock = new StillClock(), options: DeliveryOptions = {}) =>
    slackReceiver({
      webhookParameter: '/hook',
      webhookHosts: ['127.0.0.1'],
      secrets: secretsOf({ '/hook': url }),
      clock,
    }).deliver(exampleMessage(), undefined, options);

  async function answering(...answers: [number, string, Record<string, string>?][]) {
    const got: { blocks?: unknown; text: string }[] = [];
    const origin = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      got.push(JSON.parse(Buffer.concat(chunks).toString()));
      const [status, body, headers] = answers.shift() ?? [200, 'ok'];
      response.writeHead(status, headers).end(body);
    });
    return { url: `${origin}/services/T0/B0/planted-secret`, got };
  }

  test('200 is delivered', async () => {
    const { url, got } = await answering();
    await deliver(url);
    expect(got[0]?.text).toContain('ALARM [DOWN]');
  });

  test('429 with a short Retry-After is waited out', async () => {
    const { url, got } = await answering([429, 'rate_limited', { 'retry-after': '2' }]);
    const clock = new StillClock();
    await deliver(url, clock);
    expect(clock.slept).toEqual([2000]);
    expect(got).toHaveLength(2);
  });

  test.each(['3', '300'])('429 with a Retry-After of %s s is left to another run', async (seconds) => {
    const { url, got } = await answering([429, 'rate_limited', { 'retry-after': seconds }]);
    const clock = new StillClock();
    await expect(deliver(url, clock)).rejects.toMatchObject({
      fault: 'retry',
      retryAfterMs: Number(seconds) * 1000,
      ambiguous: false,
    });
    expect({ slept: clock.slept, posts: got.length }).toEqual({ slept: [], posts: 1 });
  });

  test('blocks that Slack refuses are followed once by plain words', async () => {
    const { url, got } = await answering([400, 'invalid_blocks']);
    await deliver(url);
    expect(got.map((payload) => 'blocks' in payload)).toEqual([true, false]);
    expect(got[1]?.text).toContain('Weaviate does not answer.');
  });

  test('a dead webhook says which parameter to renew', async () => {
    const { url } = await answering([404, 'no_service']);
    await expect(deliver(url)).rejects.toThrow(
      'Slack answered HTTP 404 no_service; the webhook is dead or its channel is gone: store a new one in the parameter /hook',
    );
  });

  test('a parameter that is missing is named', async () => {
    const receiver = slackReceiver({ webhookParameter: '/hook', secrets: secretsOf({}), clock: new StillClock() });
    await expect(receiver.deliver(exampleMessage())).rejects.toThrow('the parameter /hook cannot be read');
  });

  test.each([
    ['a refusing server', [500, 'planted-secret rollup_error']],
    ['a dead webhook', [404, 'no_service']],
  ] as [string, [number, string]][])('no error of %s carries the webhook', async (_title, answer) => {
    const { url } = await answering(answer, answer, answer);
    const error = await deliver(url).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(DeliveryError);
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain('/services/T0');
  });

  test.each<[string, number, string]>([
    ["a proxy's login page", 200, '<html>Log in planted-secret</html>'],
    ['another service', 200, '{"success":true}'],
    ['an answer without words', 204, ''],
  ])('an answer other than 200 "ok" is no delivery: %s', async (_title, status, body) => {
    const { url } = await answering([status, body]);
    const error = await deliver(url).catch((e: unknown) => e);
    expect(error).toMatchObject({ fault: 'retry', ambiguous: true });
    expect((error as Error).message).toMatch(
      /^Slack answered HTTP 20\d without "ok": a proxy or another service answers in its place; see what the parameter \/hook holds$/,
    );
  });

  test('a redirect is not followed and is no delivery', async () => {
    const { url, got } = await answering([302, '', { location: 'https://login.example/' }]);
    await expect(deliver(url)).rejects.toMatchObject({ fault: 'permanent-config' });
    expect(got).toHaveLength(1);
  });

  describe('whether the message may have arrived', () => {
    test('it was sent, and the connection broke', async () => {
      const origin = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
      await expect(deliver(`${origin}/services/T0`)).rejects.toMatchObject({ fault: 'retry', ambiguous: true });
    });

    test('it was sent, and the run had no more time', async () => {
      const stop = new AbortController();
      const origin = await serve(() => stop.abort());
      await expect(deliver(`${origin}/services/T0`, new StillClock(), { signal: stop.signal })).rejects.toMatchObject({
        message: 'Slack did not answer before the time of this run was over',
        fault: 'retry',
        ambiguous: true,
      });
    });

    test('it was sent, and five seconds went by', async () => {
      const time = new AbortController();
      const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
      onTestFinished(() => timeout.mockRestore());
      const origin = await serve(() => time.abort());
      await expect(deliver(`${origin}/services/T0`)).rejects.toMatchObject({
        message: 'Slack did not answer within 5 s',
        fault: 'retry',
        ambiguous: true,
      });
      expect(timeout.mock.calls).toEqual([[5000]]);
    });

    test('the time was over before it was sent', async () => {
      const { url, got } = await answering();
      await expect(deliver(url, new StillClock(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ ambiguous: false });
      expect(got).toEqual([]);
    });

    test('nothing listens', async () => {
      const origin = `http://127.0.0.1:${await closedPort()}`;
      await expect(deliver(`${origin}/services/T0`)).rejects.toMatchObject({
        message: 'Slack cannot be reached (ECONNREFUSED)',
        ambiguous: false,
      });
    });

    test.each([
      [500, 'rollup_error', true],
      [504, '', true],
      [503, '', false],
      [404, 'no_service', false],
      [403, 'action_prohibited', false],
    ])('HTTP %i %s: %s', async (status, body, ambiguous) => {
      const { url } = await answering([status, body]);
      await expect(deliver(url)).rejects.toMatchObject({ ambiguous });
    });
  });

  describe('a workflow', () => {
    const workflow = (url: string) => url.replace('/services/', '/triggers/');

    test('takes flat variables and says {"ok":true}', async () => {
      const { url, got } = await answering([200, '{"ok":true}']);
      await deliver(workflow(url));
      expect(Object.keys(got[0] ?? {})).toEqual(['subject', 'headline', 'cause', 'link']);
    });

    test.each<[number, string, string, RegExp]>([
      [200, '{"ok":false,"error":"workflow_not_found"}', 'permanent-config', /HTTP 200 workflow_not_found; .*parameter \/hook/],
      [200, 'ok', 'retry', /without "ok"/],
      [400, '{"ok":false,"error":"invalid_inputs"}', 'permanent-payload', /must have the text variables subject, headline/],
      [404, '{"ok":false,"error":"trigger_not_found"}', 'permanent-config', /HTTP 404 trigger_not_found/],
    ])('%i %s', async (status, body, fault, text) => {
      const { url, got } = await answering([status, body]);
      await expect(deliver(workflow(url))).rejects.toMatchObject({ fault, message: expect.stringMatching(text) });
      // The plain words of a webhook mean nothing to a workflow.
      expect(got).toHaveLength(1);
    });
  });

  test("nothing is sent to an address that is not Slack's, nor in the clear", async () => {
    const { url, got } = await answering();
    const receiver = slackReceiver({ webhookParameter: '/hook', secrets: secretsOf({ '/hook': url }), clock: new StillClock() });
    await expect(receiver.deliver(exampleMessage())).rejects.toMatchObject({
      fault: 'permanent-config',
      message: expect.stringMatching(/^Slack: the parameter \/hook holds the address of another service; .*slack\.webhookHosts$/),
    });
    expect(got).toEqual([]);
  });

  test('an unreachable Slack is worth another try, and its error does not carry the webhook', async () => {
    const error = await deliver('http://127.0.0.1:1/services/T0/planted-secret').then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ fault: 'retry' });
    expect(`${(error as Error).stack}${(error as Error).cause ?? ''}`).not.toContain('planted-secret');
  });
});
