import { expect, test } from 'vitest';
import type { Action } from '../../../../functions/shared/message/message.ts';
import { slackActions } from '../../../../functions/shared/message/slack-actions.ts';

const action = (id: Action['id'], label: string): Action => ({ id, label, url: `https://m.example.org/answer?t=${id}&x` });
const links = [action('acknowledge', 'Acknowledge'), action('silence', 'Silence'), action('not-an-incident', 'Not an incident')];
const incident = `production ${'i'.repeat(100)}`;

test('without answers there is nothing', () => expect(slackActions({})).toEqual([]));

test('where nobody checks the signature of Slack there are links, which are text: a button would send a request', () => {
  const [block, ...rest] = slackActions({ actions: links });
  expect(rest).toEqual([]);
  expect(block).toMatchObject({ type: 'context' });
  expect(JSON.stringify(block)).toContain('<https://m.example.org/answer?t=acknowledge&amp;x|Acknowledge> · <');
});

test('else buttons, and menus that ask before they act, within the limits of Slack; another time is chosen on the page', () => {
  const [buttons, more] = slackActions({ actions: links.map((one) => ({ ...one, slack: incident })) });
  if (buttons?.type !== 'actions') throw new Error('there are no buttons');
  expect(buttons.elements.map((one) => [one.type, one.action_id, 'confirm' in one])).toEqual([
    ['button', 'acknowledge', false],
    ['static_select', 'silence', true],
    ['static_select', 'not-an-incident', true],
  ]);
  // https://docs.slack.dev/reference/block-kit/composition-objects/option-object and …/confirmation-dialog-object
  for (const element of buttons.elements) {
    if (element.type === 'button') expect(element.value.length).toBeLessThanOrEqual(2_000);
    else {
      for (const { value, text } of element.options) {
        expect(value.length).toBeLessThanOrEqual(150);
        expect(text.text.length).toBeLessThanOrEqual(75);
      }
      expect(element.confirm.title.text.length).toBeLessThanOrEqual(100);
      expect(element.confirm.text.text.length).toBeLessThanOrEqual(300);
    }
  }
  expect(JSON.stringify(more)).toContain('t=silence&amp;x|Silence until another time>');
});
