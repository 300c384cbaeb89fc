import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow, storyLine } from '../../../../functions/shared/message/slack.ts';
import { cutEscaped, escapeSlack } from '../../../../functions/shared/message/slack-text.ts';
import { soundText } from '../../../../functions/shared/text/sound.ts';
import { anyText, FORBIDDEN } from '../../../support/arbitrary-text.ts';

const text = anyText(120);
const list = fc.array(text, { maxLength: 4 });
const message: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom('opened', 'changed', 'resolved', 'digest'),
  severity: fc.constantFrom('page', 'warn'),
  tag: fc.constantFrom('DOWN', 'TEST'),
  short: text,
  subject: text,
  title: text,
  headline: text,
  cause: text,
  certain: fc.boolean(),
  news: list,
  also: list,
  seen: fc.array(fc.record({ when: text, what: text, fact: text }), { maxLength: 4 }),
  errors: fc.array(fc.record({ when: text, level: text, logger: text, text, count: fc.nat(), age: text, trace: list }), {
    maxLength: 4,
  }),
  checklist: fc.array(fc.record({ status: fc.constantFrom('well', 'bad'), what: text, fact: text, more: list }), {
    maxLength: 4,
  }),
  timeline: fc.array(fc.record({ when: text, what: text }), { maxLength: 4 }),
  todo: fc.record({ text, runbook: text }),
  links: fc.array(fc.record({ label: text, url: text }), { maxLength: 4 }),
  notices: list,
});

test('whatever a message holds, what leaves is well-formed and free of what no reader sees', () => {
  fc.assert(
    fc.property(message, (any) => {
      const leaving: string[] = [];
      const keep = (_key: string, value: unknown) => {
        if (typeof value === 'string') leaving.push(value);
        return value;
      };
      JSON.stringify([renderEmail(any), renderSlack(any), renderSlackPlain(any), renderSlackWorkflow(any), storyLine(any)], keep);
      expect(leaving.length).toBeGreaterThan(10);
      for (const each of leaving) {
        expect(each.isWellFormed()).toBe(true);
        expect(each).not.toMatch(FORBIDDEN);
      }
    }),
    { numRuns: 100 },
  );
});

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: 262,144 bytes. */
const MOST_BYTES = 262_144;

test.each<[string, (long: string) => Partial<Message>]>([
  ['the headline', (long) => ({ headline: long })],
  ['the cause', (long) => ({ cause: long })],
  ['one of the news', (long) => ({ news: [long] })],
  ['all the news', (long) => ({ news: Array(200).fill(long.slice(0, 2000)) })],
  [
    'an error and its trace',
    (long) => ({ errors: [{ when: '', level: '', logger: '', text: long, count: 1, age: '', trace: [long] }] }),
  ],
  ['the checklist', (long) => ({ checklist: Array(3).fill({ status: 'bad', what: long, fact: long, more: [long, long] }) })],
  ['what to do', (long) => ({ todo: { text: long, runbook: long } })],
  ['the links', (long) => ({ links: Array(3).fill({ label: long, url: long }) })],
  ['the notices', (long) => ({ notices: Array(3).fill(long) })],
])('a mail stays below what SNS takes, in bytes, however long it is: %s', (_title, more) => {
  const [any] = fc.sample(message, { numRuns: 1, seed: 1 }) as [Message];
  const { text: mail } = renderEmail({ ...any, ...more('€'.repeat(100_000)) });
  expect(Buffer.byteLength(mail)).toBeLessThan(MOST_BYTES);
});

test('escaped text is cut within no entity', () => {
  fc.assert(
    fc.property(anyText(400), fc.integer({ min: 12, max: 100 }), (raw, most) => {
      const cut = cutEscaped(escapeSlack(soundText(raw)), most);
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut.replace(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
    }),
  );
});
