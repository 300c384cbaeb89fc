import type { Message } from '../../functions/shared/message/message.ts';
import type { SlackBlock } from '../../functions/shared/message/slack-blocks.ts';

/** A message as the reporter makes it, for what renders or delivers one. */
export const exampleMessage = (more: Partial<Message> = {}): Message => ({
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

/** Every text of blocks, with the addresses of buttons. */
export const textsOf = (blocks: SlackBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'divider') return [];
    if (block.type === 'actions') return block.elements.flatMap((e) => ('url' in e ? [e.text.text, e.url] : []));
    return block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text];
  });
