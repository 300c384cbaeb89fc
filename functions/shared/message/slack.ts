import { cutEnds } from '../text/cut.ts';
import { fitLines } from '../text/fit-lines.ts';
import { leavingTexts } from '../text/leaving.ts';
import { type ChecklistItem, causeLabel, type ErrorLine, errorRemarks, type Message, STATUS_SIGN } from './message.ts';
import { type SlackActionBlock, slackActions } from './slack-actions.ts';
import { codeBlock, cutEscaped, escapeSlack, shorten } from './slack-text.ts';

/** What a Slack incoming webhook takes. Limits: https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackPayload {
  /** What telephones and screen readers show; Slack refuses blocks without it. */
  text: string;
  blocks: SlackBlock[];
  unfurl_links: false;
  unfurl_media: false;
}

export type SlackBlock =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: boolean } }
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] }
  | SlackActionBlock;

export const LIMITS = { header: 150, section: 3000, list: 2900, line: 700, blocks: 50, fallback: 300 } as const;
/** What a code block needs besides its text. */
const FENCES = 6;
const SIGN = { DOWN: '🔴', ALERT: '🟠', WARN: '🟡', UNKNOWN: '⚪', RESOLVED: '🟢' } as Record<string, string>;

/** Renders a message as blocks. Every text from outside is escaped; what does not fit is cut, and the cut is said. */
export function renderSlack(given: Message, mention?: string): SlackPayload {
  const message = leavingTexts(given);
  const called = mentionOf(message, mention);
  const also = fitLines(
    message.also.map((line) => `• ${escapeSlack(line)}`),
    LIMITS.list,
  ).join('\n');
  const seen = inBlock(message.seen.map((row) => `${row.when}  ${row.what}  ${row.fact}`));
  const errors = inBlock(message.errors.map(errorText));
  const timeline = inBlock(
    message.timeline.map(({ when, what }) => `${when}  ${what}`),
    'ends',
  );
  const links = message.links.map(({ label, url }) => `<${escapeSlack(url)}|${escapeSlack(label)}>`).join(' · ');
  const blocks: (SlackBlock | undefined)[] = [
    {
      type: 'header',
      text: {
        type: 'plain_text',
        text: cutEscaped(`${SIGN[message.tag] ?? ''} ${message.title ?? message.subject}`.trim(), LIMITS.header),
        emoji: true,
      },
    },
    section(
      `${called && `${called} `}${[message.headline, ...message.news].map((line) => cutEscaped(escapeSlack(line), LIMITS.line)).join('\n')}${message.cause && `\n*${causeLabel(message)}:* ${escapeSlack(message.cause)}`}`,
    ),
    ...(message.checklist ?? []).map((item) => section(checked(item))),
    also ? section(`*Also*\n${also}`) : undefined,
    seen ? section(`*What we saw*\n${seen}`) : undefined,
    errors ? section(`*Errors*\n${errors}`) : undefined,
    timeline ? section(`*Time line*\n${timeline}`) : undefined,
    message.todo
      ? section(`*What to do:* ${escapeSlack(message.todo.text)}\n*Runbook:* ${escapeSlack(message.todo.runbook)}`)
      : undefined,
    ...message.notices.map((notice) => section(`⚠️ ${escapeSlack(notice)}`)),
    ...slackActions(given),
    links ? { type: 'context', elements: [{ type: 'mrkdwn', text: cutEscaped(links, LIMITS.section) }] } : undefined,
  ];
  return {
    text: `${called && `${called} `}${fallback(message)}`,
    blocks: blocks.filter((b) => b !== undefined).slice(0, LIMITS.blocks),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function checked({ status, what, fact, more, link }: ChecklistItem): string {
  const name = link ? `<${escapeSlack(link.url)}|${escapeSlack(what)}>` : escapeSlack(what);
  const first = `${STATUS_SIGN[status]} *${name}*  ${cutEscaped(escapeSlack(fact), LIMITS.line)}`;
  return more.length > 0 ? `${first}\n${inBlock(more, 'first', LIMITS.list - first.length)}` : first;
}

/** Lines of evidence in a code block, as many as fit; empty without any. */
function inBlock(lines: string[], keep: 'first' | 'ends' = 'first', most: number = LIMITS.list): string {
  if (lines.length === 0) return '';
  const kept = fitLines(lines, most - FENCES, keep, (line) => escapeSlack(line).length);
  return codeBlock(kept.join('\n'), Math.max(FENCES, most));
}

function errorText(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  return [
    `${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `  (${remarks})`}`,
    ...line.trace.map((t) => `    ${t}`),
  ].join('\n');
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
  return {
    text: shorten(`${fallback(message)}\n${escapeSlack(message.cause)}\n${message.links.map((l) => l.url).join('\n')}`, 4000),
  };
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

function fallback(message: Message): string {
  // Tests, drills and digests have no sign, and are no alarm.
  const state = message.kind === 'resolved' ? 'OK ' : message.tag in SIGN ? 'ALARM ' : '';
  return cutEscaped(escapeSlack(`${state}${message.title ?? message.subject}`), LIMITS.fallback);
}

function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cutEscaped(text, LIMITS.section) } };
}
