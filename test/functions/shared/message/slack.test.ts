import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../functions/shared/message/message.ts';
import {
  renderSlack,
  renderSlackFirst,
  renderSlackPlain,
  renderSlackThread,
} from '../../../../functions/shared/message/slack.ts';
import { LIMITS } from '../../../../functions/shared/message/slack-blocks.ts';
import { codeBlock, cutEscaped, escapeSlack, shorten } from '../../../../functions/shared/message/slack-text.ts';
import { caseOf } from '../../../support/corpus.ts';
import { exampleMessage, textsOf } from '../../../support/slack-message.ts';

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

  test('S10: a text for telephones stands beside the blocks', () => {
    const { textMaxRecommended, textContains } = caseOf('S10').expected;
    const { text } = renderSlack(exampleMessage({ subject: `[DOWN] AtlasML <test>: ${'x'.repeat(500)}` }));
    expect(text.length).toBeLessThanOrEqual(textMaxRecommended);
    for (const word of textContains) expect(text).toContain(word);
    expect(text).toContain('&lt;test&gt;');
  });

  test('S11: nothing is unfurled', () => {
    expect(renderSlack(exampleMessage())).toMatchObject(caseOf('S11').expected.payload);
  });

  test('S12: a long text is cut by us, and keeps the link at its end', () => {
    const { expected } = caseOf('S12');
    const text = shorten(`${'z'.repeat(45_000)} https://console.aws.test/x`, expected.recommendedMax);
    expect(text.length).toBeLessThanOrEqual(expected.recommendedMax);
    expect(text).toContain('https://console.aws.test/x');
    expect(text).toMatch(/\(shortened\)$/);
    expect(renderSlackPlain(exampleMessage({ cause: 'z'.repeat(45_000) })).text).toContain('https://console.aws.test/x');
  });

  test('slack-11: 9,000 characters of evidence, 80 facts and a title of 240 still fit', () => {
    const long = exampleMessage({
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
  for (const { text, blocks } of [renderSlack(candidate), renderSlackThread(candidate)].filter((form) => form !== undefined)) {
    expect(text.length).toBeLessThanOrEqual(LIMITS.fallback);
    expect(blocks.length).toBeLessThanOrEqual(LIMITS.blocks);
    for (const block of blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(LIMITS.header);
      else for (const each of textsOf([block])) expect(each.length).toBeLessThanOrEqual(LIMITS.section);
      if (block.type === 'actions')
        expect(block.elements.every((e) => !('text' in e) || e.text.text.length <= LIMITS.buttonText)).toBe(true);
    }
  }
}

test('whatever the texts hold, the limits are kept and no text can ping', () => {
  const text = fc.string({ unit: fc.constantFrom('<', '&', '`', '@here ', '<!channel>', 'é', '🔥', 'x', '\n'), maxLength: 2000 });
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 5 }), (headline, cause, facts) => {
      const any = exampleMessage({ headline, cause, also: facts, seen: facts.map(seen) });
      fits(any);
      expect(JSON.stringify(renderSlack(any).blocks)).not.toContain('<!');
    }),
    { numRuns: 300, seed: 7 },
  );
});

describe('who is woken reads one short block', () => {
  const whole = exampleMessage({
    also: ['memory runs full'],
    seen: [seen(`${'a word '.repeat(40)}end`)],
    links: [
      { label: 'Logs', url: 'https://console.aws.test/x' },
      { label: 'Too long', url: `https://console.aws.test/${'x'.repeat(3_000)}` },
    ],
  });

  test('what, since when, why and what to do stand in it; how that is known below a divider, or in the thread', () => {
    const { blocks } = renderSlack(whole);
    const { blocks: first } = renderSlackFirst(whole);
    expect(textsOf(first.slice(0, 2))).toEqual([
      '🔴 [DOWN] AtlasML test: Weaviate unreachable since 10:31 UTC',
      'AtlasML test is DOWN.\n*Cause:* Weaviate does not answer.\n*What to do:* Look.\n*Runbook:* docs/runbook.md#x',
    ]);
    expect(blocks).toEqual([...first, { type: 'divider' }, ...(renderSlackThread(whole)?.blocks ?? [])]);
    expect(renderSlackThread(exampleMessage())).toBeUndefined();
  });

  test('the notification of a telephone says the cause', () => {
    expect(renderSlack(whole).text).toBe(
      'ALARM [DOWN] AtlasML test: Weaviate unreachable since 10:31 UTC\nCause: Weaviate does not answer.',
    );
  });

  test('what opens a page is a button, the runbook, too; what Slack takes as none is a link', () => {
    const { blocks } = renderSlackFirst({ ...whole, todo: { text: 'Look.', runbook: 'https://git.test/runbook.md#x' } });
    const [actions, context] = blocks.slice(-2);
    expect(actions?.type === 'actions' && actions.elements.map((e) => 'url' in e && [e.text.text, e.url])).toEqual([
      ['Logs', 'https://console.aws.test/x'],
      ['Runbook', 'https://git.test/runbook.md#x'],
    ]);
    expect(context?.type).toBe('context');
  });

  test('no line of evidence is broken by the client', () => {
    const [, , , , block] = textsOf(renderSlack(whole).blocks.slice(2)).map((text) => text.split('\n'));
    const lines = block ?? [];
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.replaceAll('```', '').length).toBeLessThanOrEqual(LIMITS.code);
  });
});
