import { cutEnds } from '../text/cut.ts';
import { fitLines } from '../text/fit-lines.ts';
import { leavingTexts } from '../text/leaving.ts';
import { causeLabel, type Link, type Message } from './message.ts';
import { slackActions } from './slack-actions.ts';
import { buttons, isForButton, LIMITS, type SlackBlock, section } from './slack-blocks.ts';
import { checklistBlock, evidenceBlocks } from './slack-evidence.ts';
import { cutEscaped, escapeSlack, shorten } from './slack-text.ts';

/** What Slack shows of a message: the blocks, and what telephones and screen readers show, without which it refuses blocks. */
export interface SlackForm {
  text: string;
  blocks: SlackBlock[];
}

/** What a Slack incoming webhook takes. Limits: https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackPayload extends SlackForm {
  unfurl_links: false;
  unfurl_media: false;
}

/** The colour of a message; the bar of an attachment is what Slack calls legacy (https://docs.slack.dev/legacy/legacy-messaging/). */
const SIGN = { DOWN: '🔴', ALERT: '🟠', WARN: '🟡', UNKNOWN: '⚪', CLOSED: '⚪', RESOLVED: '🟢' } as Record<string, string>;
/** The parts of the first section, so that all of them stand in it. */
const MOST = { told: 1_100, cause: 900, todo: 600, runbook: 250 } as const;

/** One message with all that is known: what happened and what to do, then, below a divider, how that is known. */
export function renderSlack(given: Message, mention?: string): SlackPayload {
  const { text, blocks } = renderSlackFirst(given, mention);
  const evidence = evidenceBlocks(leavingTexts(given));
  const below: SlackBlock[] = evidence.length > 0 ? [{ type: 'divider' }, ...evidence] : [];
  const room = LIMITS.blocks - below.length;
  return { text, blocks: [...blocks.slice(0, room), ...below], unfurl_links: false, unfurl_media: false };
}

/** What somebody who is woken must read, and no more: what, since when, why and what to do, with what to open. */
export function renderSlackFirst(given: Message, mention?: string): SlackForm {
  const message = leavingTexts(given);
  const called = mentionOf(message, mention);
  const { todo, notices, checklist = [] } = message;
  const links = [...message.links, ...(todo && isPage(todo.runbook) ? [{ label: 'Runbook', url: todo.runbook }] : [])];
  const blocks: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: cutEscaped(titleOf(message), LIMITS.header), emoji: true } },
    section(`${called && `${called} `}${toldText(message)}`),
    ...checklist.map(checklistBlock),
    ...notices.map((notice) => section(`⚠️ ${escapeSlack(notice)}`)),
  ];
  const pressed = links.filter(isForButton).slice(0, LIMITS.links);
  const ends: SlackBlock[] = [
    ...slackActions(given),
    ...buttons(pressed, 'link'),
    ...linkTexts(links.filter((link) => !pressed.includes(link))),
  ];
  return {
    text: `${called && `${called} `}${fallback(message)}`,
    blocks: [...blocks.slice(0, LIMITS.blocks - ends.length), ...ends],
  };
}

/** What was found out, for the thread of an incident; undefined where there is nothing to say. @param story what stands above it. */
export function renderSlackThread(given: Message, story = ''): SlackForm | undefined {
  const evidence = evidenceBlocks(leavingTexts(given));
  if (evidence.length === 0 && story === '') return undefined;
  const told = story === '' ? [] : [section(story)];
  return { text: story || 'What we saw', blocks: [...told, ...evidence] };
}

const isPage = (url: string) => isForButton({ label: 'Runbook', url });

const titleOf = ({ tag, title, subject }: Message) => `${SIGN[tag] ?? ''} ${title ?? subject}`.trim();

function toldText(message: Message): string {
  const { headline, news, cause, todo } = message;
  const lines = [headline, ...news].map((line) => cutEscaped(escapeSlack(line), LIMITS.line));
  const part = (label: string, text: string | undefined, most: number) =>
    text ? `*${label}:* ${cutEscaped(escapeSlack(text), most)}` : '';
  // A runbook that is a page is a button.
  const place = todo && !isPage(todo.runbook) ? todo.runbook : undefined;
  return [
    cutEscaped(fitLines(lines, MOST.told).join('\n'), MOST.told),
    part(causeLabel(message), cause, MOST.cause),
    part('What to do', todo?.text, MOST.todo),
    part('Runbook', place, MOST.runbook),
  ]
    .filter(Boolean)
    .join('\n');
}

/** Links that Slack takes as no button. */
function linkTexts(links: Link[]): SlackBlock[] {
  const text = links.map(({ label, url }) => `<${escapeSlack(url)}|${escapeSlack(label)}>`).join(' · ');
  return text === '' ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: cutEscaped(text, LIMITS.section) }] }];
}

/** Nobody is called but for a page that begins. Source: https://docs.slack.dev/messaging/formatting-message-text */
function mentionOf({ severity, kind }: Message, mention: string | undefined): string {
  if (!mention || severity !== 'page' || kind !== 'opened') return '';
  if (mention === 'here' || mention === 'channel') return `<!${mention}>`;
  return mention.startsWith('S') ? `<!subteam^${mention}>` : `<@${mention}>`;
}

/** What happened, in one line for the thread of an incident. */
export function storyLine(given: Message): string {
  const message = leavingTexts(given);
  const { kind, headline, news, cause } = message;
  const parts = [...news, headline, ...(kind === 'changed' && cause ? [`${causeLabel(message)}: ${cause}`] : [])];
  return cutEscaped(parts.map(escapeSlack).join('\n'), LIMITS.section);
}

/** The smallest message that still says it all: sent once when Slack refuses the blocks. */
export function renderSlackPlain(given: Message): { text: string } {
  const message = leavingTexts(given);
  const { cause, todo, links } = message;
  const said = [titleLine(message), cause, todo && `What to do: ${todo.text}`].flatMap((line) =>
    line ? [escapeSlack(line)] : [],
  );
  return { text: shorten([...said, ...links.map((l) => l.url)].join('\n'), 4000) };
}

/** Workflow webhooks take flat string variables instead of blocks. Source: Slack help, "Build a workflow: webhook". */
export function renderSlackWorkflow(given: Message): Record<string, string> {
  const { title, subject, headline, cause, links } = leavingTexts(given);
  return {
    subject: cutEnds(title ?? subject, LIMITS.fallback),
    headline: cutEnds(headline, LIMITS.section),
    cause: cutEnds(cause, LIMITS.section),
    link: links[0]?.url ?? '',
  };
}

/** What a telephone shows of it while it is locked: what, where, since when, what is new (who is on it), and why. */
function fallback(message: Message): string {
  const { cause, kind, news } = message;
  const title = cutEscaped(escapeSlack(titleLine(message)), cause ? MOST_TITLE : LIMITS.fallback);
  const why = cause && `\n${causeLabel(message)}: ${escapeSlack(cause)}`;
  const fresh = kind === 'changed' && news[0] ? `\n${cutEscaped(escapeSlack(news[0]), MOST_TITLE)}` : '';
  return cutEscaped(`${title}${fresh}${why}`, LIMITS.fallback);
}

/** Beside it there is room for a cause. */
const MOST_TITLE = 160;

function titleLine({ kind, tag, title, subject }: Message): string {
  // Tests, drills and digests have no sign, and are no alarm.
  const state = kind === 'resolved' ? 'OK ' : tag in SIGN ? 'ALARM ' : '';
  return `${state}${title ?? subject}`;
}
