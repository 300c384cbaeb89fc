import { ANSWER_WORDS, actionLinks } from './actions.ts';
import { NO_INCIDENT_REASONS, SILENCE_CHOICES, WHAT_IT_DOES } from './answer-choices.ts';
import type { Action, Message } from './message.ts';
import { escapeSlack } from './slack-text.ts';

const words = (text: string) => ({ type: 'plain_text' as const, text });
type Words = ReturnType<typeof words>;
type Option = { text: Words; value: string };
interface Confirm {
  title: Words;
  text: Words;
  confirm: Words;
  deny: Words;
}

/** Sources: https://docs.slack.dev/reference/block-kit/block-elements/button-element and …/select-menu-element (a value has 150 characters). */
export type SlackElement =
  | { type: 'button'; action_id: string; text: Words; value: string; style?: 'primary' }
  | { type: 'static_select'; action_id: string; placeholder: Words; options: Option[]; confirm: Confirm };

/** Source: https://docs.slack.dev/reference/block-kit/blocks/actions-block (25 elements). */
export type SlackActionBlock =
  | { type: 'actions'; elements: SlackElement[] }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] };

/**
 * What a reader may answer in Slack: buttons where somebody checks Slack's signature, else links. A webhook of an app has buttons, too: what is
 * pressed goes to the app's request URL, whichever way the message came. Sources: https://docs.slack.dev/messaging/creating-interactive-messages,
 * and Slack's summary in https://github.com/errbotio/err-backend-slackv3/issues/40 ("an incoming webhook or chat.postMessage")
 */
export function slackActions(given: Pick<Message, 'actions'>): SlackActionBlock[] {
  const { actions = [] } = given;
  const links = actionLinks(given).map(({ label, url }) => `<${escapeSlack(url)}|${escapeSlack(label)}>`);
  if (links.length === 0) return [];
  const elements = actions.flatMap(elementOf);
  if (elements.length === 0) return [context(`${links.join(' · ')}\n${ANSWER_WORDS}`)];
  const silence = actions.find(({ id, slack }) => id === 'silence' && slack !== undefined);
  return [
    { type: 'actions', elements },
    ...(silence ? [context(`<${escapeSlack(silence.url)}|Silence until another time>`)] : []),
  ];
}

const context = (text: string): SlackActionBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

function elementOf({ id, label, slack }: Action): SlackElement[] {
  if (slack === undefined) return [];
  if (id === 'silence') return [chosen(id, 'Silence', SILENCE_CHOICES, slack)];
  if (id === 'not-an-incident') return [chosen(id, label, NO_INCIDENT_REASONS, slack)];
  const style = id === 'acknowledge' ? { style: 'primary' as const } : {};
  return [{ type: 'button', action_id: id, text: words(label), value: slack, ...style }];
}

/** A menu that asks before it acts. What Slack hands back is the choice and the incident, with a blank between. */
function chosen(id: 'silence' | 'not-an-incident', label: string, choices: Record<string, string>, slack: string): SlackElement {
  const confirm = { title: words(`${label}?`), text: words(WHAT_IT_DOES[id]), confirm: words('Yes'), deny: words('No') };
  const options = Object.entries(choices).map(([choice, text]) => ({ text: words(text), value: `${choice} ${slack}` }));
  return { type: 'static_select', action_id: id, placeholder: words(label), options, confirm };
}
