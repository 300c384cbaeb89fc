import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../../../functions/report-incident/diagnose/evidence.ts';
import { renderEmailHtml } from '../../../../functions/shared/message/email-html.ts';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { exampleMessage } from '../../../support/slack-message.ts';
import { incident, member, NOW } from '../../report-incident/support.ts';

const many = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const word = (i: number) => `entry-${i}.`;
const item = (count: number): Message['checklist'] => [{ status: 'bad', what: 'Errors', fact: 'many', more: many(count, word) }];

describe.each<[string, (count: number) => Partial<Message>, string]>([
  ['what failed with it', (count) => ({ also: many(count, word) }), 'npx atlasml-monitor status --json'],
  [
    'what was seen',
    (count) => ({ seen: many(count, (i) => ({ when: '10:00:00', what: 'health', fact: word(i) })) }),
    'npx atlasml-monitor status --json',
  ],
  [
    'the time line',
    (count) => ({ timeline: many(count, (i) => ({ when: '10:00:00', what: word(i) })) }),
    'npx atlasml-monitor incident show --json',
  ],
  [
    'an item of a checklist',
    (count) => ({ checklist: item(count) as NonNullable<Message['checklist']> }),
    'npx atlasml-monitor digest',
  ],
])('%s in a mail', (_name, of, whole) => {
  test.each([
    [40, 40, undefined],
    [41, 40, 'and 1 more: '],
    [100, 40, 'and 60 more: '],
  ])('of %i rows %i are shown, and the others are counted', (count, shown, more) => {
    const html = renderEmailHtml(exampleMessage(of(count)));
    expect(many(count, word).filter((text) => html.includes(text))).toEqual(many(shown, word));
    if (more === undefined) expect(html).not.toMatch(/ more: see /);
    else expect(html).toContain(`${more}see ${whole}`);
  });
});

test('of kinds of error that have no room the number stands, with those that were counted before', () => {
  const line = (i: number) => ({ when: '10:00:00', level: 'ERROR', logger: 'a', text: word(i), count: 1, age: '', trace: [] });
  expect(renderEmailHtml(exampleMessage({ errors: many(42, line), moreErrors: 3 }))).toContain('and 5 more kinds of error');
});

test('a silence that was asked for a day before has its day', () => {
  const changes = [{ revision: 1, atMs: NOW - 23 * 3_600_000, joined: [], recovered: [], note: 'anna asked for silence' }];
  expect(timelineOf(incident([member('slow', 5, { subject: 'a' })], { changes }))).toEqual([
    { when: '11-24 11:33', what: 'anna asked for silence' },
    { when: '11-25 10:28', what: 'endpoint a is slow' },
  ]);
});

test('a long time line has its begin and its newest, and says how many are between them', () => {
  const members = many(20, (i) => member('slow', 60 - 2 * i, { subject: `e${i}` }));
  const shown = timelineOf(incident(members)).map(({ what }) => what);
  expect(shown[0]).toBe('endpoint e0 is slow; then 8 more, not shown here');
  expect(shown.slice(1)).toEqual(many(11, (i) => `endpoint e${i + 9} is slow`));
  expect(timelineOf(incident(members.slice(0, 12))).at(0)?.what).toBe('endpoint e0 is slow');
});
