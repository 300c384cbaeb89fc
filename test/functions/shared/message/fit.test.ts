import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { renderSlack } from '../../../../functions/shared/message/slack.ts';
import { LIMITS } from '../../../../functions/shared/message/slack-blocks.ts';
import { fitLines } from '../../../../functions/shared/text/fit-lines.ts';
import { textsOf } from '../../../support/slack-message.ts';

describe('what does not fit is left out by whole lines, the least useful first', () => {
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((word) => word.padEnd(20, '.'));
  const lines = [one, two, three, four] as string[];
  test.each<[string, number, 'first' | 'ends', unknown[]]>([
    ['what fits stays', 84, 'first', lines],
    ['evidence: the first lines stay', 70, 'first', [one, two, '(2 more left out)']],
    ['a time line: how it began, and the newest', 70, 'ends', [one, '(2 more left out)', four]],
    ['one line always stays', 5, 'first', [one, '(3 more left out)']],
  ])('%s', (_title, most, keep, expected) => expect(fitLines(lines, most, keep)).toEqual(expected));

  test('whatever the lines, they fit, and what is left out is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 60 }), fc.constantFrom('first', 'ends'), (given, keep) => {
        const kept = fitLines(given, 200, keep);
        expect(kept.join('\n').length).toBeLessThanOrEqual(200);
        const left = Number(/\((\d+) more left out\)/.exec(kept.find((l) => !given.includes(l)) ?? '')?.[1] ?? 0);
        expect(kept.length - Number(left > 0) + left).toBe(given.length);
      }),
    );
  });
});

/** A storm: hundreds of everything, with characters that grow when Slack's are escaped. */
const many = (text: string) => Array.from({ length: 300 }, (_, i) => `${text} ${i} <&> ${'x'.repeat(60)}`);
const STORM: Message = {
  kind: 'changed',
  severity: 'page',
  tag: 'DOWN',
  short: 'a storm',
  subject: '[DOWN] AtlasML production: a storm since 10:31 UTC',
  headline: 'AtlasML production has been DOWN for 2 min.',
  cause: 'The one sentence that matters.',
  certain: true,
  news: [`New: ${many('alarm').join('; ')}.`],
  also: many('also'),
  seen: many('fact').map((fact) => ({ when: '10:31:04', what: 'health', fact })),
  errors: many('error').map((text) => ({
    when: '10:31:04',
    level: 'ERROR',
    logger: 'atlasml.utils',
    text,
    count: 3,
    age: 'new',
    trace: ['ValueError', 'at a.py:1'],
  })),
  timeline: many('began').map((what) => ({ when: '10:31:04', what })),
  todo: { text: 'Restart it.', runbook: 'docs/runbook.md#storm' },
  links: [{ label: 'Logs', url: 'https://example.org/logs' }],
  notices: ['Slack did not get this.'],
};

describe('in a storm what matters still stands', () => {
  test('in the e-mail, which is short enough to read', () => {
    const { text } = renderEmail(STORM);
    expect(text.length).toBeLessThanOrEqual(20_000);
    for (const needed of [
      STORM.headline,
      STORM.cause,
      'began 0',
      'began 299',
      'Restart it.',
      'docs/runbook.md#storm',
      'https://example.org/logs',
      'Slack did not get this.',
    ])
      expect(text).toContain(needed);
    expect(text).not.toContain('began 150');
  });

  test('in Slack, within the limits of its blocks', () => {
    const { blocks } = renderSlack(STORM);
    const texts = textsOf(blocks);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(LIMITS.section);
    const all = texts.join('\n');
    for (const needed of [
      STORM.headline,
      STORM.cause,
      'also 0',
      'error 0',
      'began 0',
      'began 299',
      'Restart it.',
      'https://example.org/logs',
    ])
      expect(all).toContain(needed);
    expect(all.match(/more left out/g)?.length).toBe(4);
    expect(all.split('```').length % 2).toBe(1);
  });
});
