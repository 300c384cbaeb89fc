import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../../../../functions/shared/delivery/delivery-error.ts';
import { classifySlackAnswer, slackReceiver, webhookKind } from '../../../../../functions/shared/delivery/slack/webhook.ts';
import type { Message } from '../../../../../functions/shared/message/message.ts';
import { LIMITS, renderSlack, renderSlackPlain } from '../../../../../functions/shared/message/slack.ts';
import { codeBlock, cutEscaped, escapeSlack, shorten } from '../../../../../functions/shared/message/slack-text.ts';
import { caseOf } from '../../../../support/corpus.ts';
import { StillClock, secretsOf } from '../../../../support/fakes.ts';
import { serve } from '../../../../support/servers.ts';

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
  const deliver = (url: string, clock = new StillClock()) =>
    slackReceiver({ webhookParameter: '/hook', secrets: secretsOf({ '/hook': url }), clock }).deliver(message());

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
    const { url, got } = await answering([429, 'rate_limited', { 'retry-after': '3' }]);
    const clock = new StillClock();
    await deliver(url, clock);
    expect(clock.slept).toEqual([3000]);
    expect(got).toHaveLength(2);
  });

  test('429 with a long Retry-After is left to the queue', async () => {
    const { url, got } = await answering([429, 'rate_limited', { 'retry-after': '300' }]);
    await expect(deliver(url)).rejects.toMatchObject({ fault: 'retry', retryAfterMs: 300_000 });
    expect(got).toHaveLength(1);
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

  test('an unreachable Slack is worth another try, and its error does not carry the webhook', async () => {
    const error = await deliver('http://127.0.0.1:1/services/T0/planted-secret').then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ fault: 'retry' });
    expect(`${(error as Error).stack}${(error as Error).cause ?? ''}`).not.toContain('planted-secret');
  });
});
