import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeliveryError } from '../../../../../functions/shared/delivery/delivery-error.ts';
import { slackReceiver } from '../../../../../functions/shared/delivery/slack/webhook.ts';
import { webhookKind } from '../../../../../functions/shared/delivery/slack/webhook-address.ts';
import { classifySlackAnswer } from '../../../../../functions/shared/delivery/slack/webhook-answer.ts';
import type { Message } from '../../../../../functions/shared/message/message.ts';
import { LIMITS, renderSlack, renderSlackPlain } from '../../../../../functions/shared/message/slack.ts';
import { codeBlock, cutEscaped, escapeSlack, shorten } from '../../../../../functions/shared/message/slack-text.ts';
import type { DeliveryOptions } from '../../../../../functions/shared/ports.ts';
import { caseOf } from '../../../../support/corpus.ts';
import { StillClock, secretsOf } from '../../../../support/fakes.ts';
import { closedPort, serve, serveRaw } from '../../../../support/servers.ts';

const message = (more: Partial<Message> = {}): Message => ({
  kind: 'opened',
  severity: 'page',
  tag: 'DOWN',
  short: 'Weaviate unreachable',
  subject: '[DOWN] AtlasML test: Weaviate unreachable since 10:31 UTC',
  headline: 'AtlasML test is DOWN.',
  cause: 'Weaviate does not answer.',
  certain: true,
  timeline: [],
  news: [],
  also: [],
  seen: [],
  errors: [],
  todo: { text: 'Look.', runbook: 'docs/runbook.md#x' },
  links: [{ label: 'Logs', url: 'https://console.aws.test/x' }],
  notices: [],
  ...more,
});
const seen = (fact: string) => ({ when: '10:31:04', what: 'logs', fact });

describe('cases of the area slack', () => {
  test('S01: exactly & < > are escaped', () => {
    const { input, expected } = caseOf('S01');
    expect(escapeSlack(input.text)).toBe(expected.mrkdwn);
  });

  test('S03: a fence inside a code block is broken up, and a block that was cut stays closed', () => {
    const { input, expected } = caseOf('S03');
    const block = codeBlock(input.excerpt, input.limit);
    expect(block.length).toBeLessThanOrEqual(expected.totalCharsMax);
    expect(block.split('```').length - 1).toBe(expected.fences);
    expect(block.endsWith(expected.endsWith)).toBe(true);
    expect(block).toContain(expected.marker);
  });

  test('S04: 3,000 characters are counted after escaping, and no entity is cut in two', () => {
    const { input, expected } = caseOf('S04');
    const text = cutEscaped(escapeSlack(input.text), LIMITS.section);
    expect(text.length).toBeLessThanOrEqual(expected.lengthMax);
    expect(text).toContain(expected.contains);
    expect(text).toMatch(/^(&lt;)+ … (&lt;)+$/);
  });

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

  test('S10: a text for telephones stands beside the blocks', () => {
    const { textMaxRecommended, textContains } = caseOf('S10').expected;
    const { text } = renderSlack(message({ subject: `[DOWN] AtlasML <test>: ${'x'.repeat(500)}` }));
    expect(text.length).toBeLessThanOrEqual(textMaxRecommended);
    for (const word of textContains) expect(text).toContain(word);
    expect(text).toContain('&lt;test&gt;');
  });

  test('S11: nothing is unfurled', () => {
    expect(renderSlack(message())).toMatchObject(caseOf('S11').expected.payload);
  });

  test('S12: a long text is cut by us, and keeps the link at its end', () => {
    const { expected } = caseOf('S12');
    const text = shorten(`${'z'.repeat(45_000)} https://console.aws.test/x`, expected.recommendedMax);
    expect(text.length).toBeLessThanOrEqual(expected.recommendedMax);
    expect(text).toContain('https://console.aws.test/x');
    expect(text).toMatch(/\(shortened\)$/);
    expect(renderSlackPlain(message({ cause: 'z'.repeat(45_000) })).text).toContain('https://console.aws.test/x');
  });

  test('slack-11: 9,000 characters of evidence, 80 facts and a title of 240 still fit', () => {
    const long = message({
      subject: 't'.repeat(240),
      seen: Array.from({ length: 80 }, (_, i) => seen(`fact ${i} ${'x'.repeat(100)}`)),
      errors: [
        { when: '10:31:04', level: 'ERROR', logger: 'atlasml.utils', text: '<'.repeat(9000), count: 1, age: 'new', trace: [] },
      ],
      notices: Array.from({ length: 60 }, (_, i) => `notice ${i}`),
    });
    fits(long);
    expect(JSON.stringify(renderSlack(long))).toContain('…');
  });
});

/** Slack's limits, which make it refuse a whole message. */
function fits(candidate: Message): void {
  const { blocks } = renderSlack(candidate);
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.blocks);
  for (const block of blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(LIMITS.header);
    else
      for (const { text } of block.type === 'section' ? [block.text] : block.elements)
        expect(text.length).toBeLessThanOrEqual(LIMITS.section);
  }
}

test('whatever the texts hold, the limits are kept and no text can ping', () => {
  const text = fc.string({ unit: fc.constantFrom('<', '&', '`', '@here ', '<!channel>', 'é', '🔥', 'x', '\n'), maxLength: 2000 });
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 5 }), (headline, cause, facts) => {
      const any = message({ headline, cause, also: facts, seen: facts.map(seen) });
      fits(any);
      expect(JSON.stringify(renderSlack(any).blocks)).not.toContain('<!');
    }),
    { numRuns: 300, seed: 7 },
  );
});

describe('the receiver, against a real server', () => {
  const deliver = (url: string, clock = new StillClock(), options: DeliveryOptions = {}) =>
    slackReceiver({
      webhookParameter: '/hook',
      webhookHosts: ['127.0.0.1'],
      secrets: secretsOf({ '/hook': url }),
      clock,
    }).deliver(message(), undefined, options);

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
    await expect(receiver.deliver(message())).rejects.toThrow('the parameter /hook cannot be read');
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
    await expect(receiver.deliver(message())).rejects.toMatchObject({
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
