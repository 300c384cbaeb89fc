import { cutEnds } from '../text/cut.ts';
import type { Link } from './message.ts';
import type { SlackActionBlock } from './slack-actions.ts';
import { cutEscaped } from './slack-text.ts';
import { isWeb } from './web-link.ts';

/** A button that opens a page. Source: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export interface SlackButton {
  type: 'button';
  text: { type: 'plain_text'; text: string };
  url: string;
  /** Different in each of a message. */
  action_id: string;
}

/** Source: https://docs.slack.dev/reference/block-kit/blocks */
export type SlackBlock =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: boolean } }
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] }
  | { type: 'actions'; elements: SlackButton[] }
  | SlackActionBlock
  | { type: 'divider' };

/** Limits of the same pages; `list`, `line`, `fallback` and `links` are ours, `code` is a line that no client breaks. */
export const LIMITS = {
  header: 150,
  section: 3_000,
  blocks: 50,
  buttonText: 75,
  buttonUrl: 3_000,
  list: 2_900,
  line: 700,
  fallback: 300,
  links: 5,
  code: 100,
} as const;

/** A section of escaped text. */
export function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cutEscaped(text, LIMITS.section) } };
}

/** True where Slack takes a link as a button: what opens a page, whole. */
export const isForButton = ({ label, url }: Link): boolean => label !== '' && isWeb(url) && url.length <= LIMITS.buttonUrl;

/** Links as buttons, no more than {@link LIMITS} has; empty without any. @param name what begins their ids, one for each such block of a message. */
export function buttons(links: Link[], name: string): SlackBlock[] {
  const elements = links.map(
    ({ label, url }, i): SlackButton => ({
      type: 'button',
      text: { type: 'plain_text', text: cutEnds(label, LIMITS.buttonText) },
      url,
      action_id: `${name}-${i}`,
    }),
  );
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}
