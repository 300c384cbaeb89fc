import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { renderSlack } from '../../../../functions/shared/message/slack.ts';
import { testMessage } from '../../../../functions/shared/message/test-message.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const message: Message = { ...testMessage(CONFIG, 0), tag: 'DOWN', cause: 'Weaviate does not answer.' };

describe('a mention calls somebody when a page begins, and never else', () => {
  const page: Message = { ...message, severity: 'page', kind: 'opened' };
  test.each<[string, Message, string | undefined, string]>([
    ['here', page, 'here', '<!here> '],
    ['the channel', page, 'channel', '<!channel> '],
    ['a user', page, 'U0123456', '<@U0123456> '],
    ['a group', page, 'S0123456', '<!subteam^S0123456> '],
    ['nobody is configured', page, undefined, ''],
    ['a warning', { ...page, severity: 'warn' }, 'here', ''],
    ['a change', { ...page, kind: 'changed' }, 'here', ''],
    ['a reminder', { ...page, kind: 'reminded' }, 'here', ''],
    ['the end', { ...page, kind: 'resolved' }, 'here', ''],
  ])('%s', (_title, what, mention, called) => {
    const { text, blocks } = renderSlack(what, mention);
    const section = blocks.find((b) => b.type === 'section');
    expect(text.startsWith(`${called}ALARM`) || text.startsWith(`${called}OK`)).toBe(true);
    expect(section?.text.text.startsWith(`${called}This is a test`)).toBe(true);
  });

  test('a mention in a text of the log calls nobody', () => {
    expect(JSON.stringify(renderSlack({ ...page, cause: '<!channel> @here' }, 'here').blocks)).not.toContain('<!channel>');
  });
});
