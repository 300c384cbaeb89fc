import { cutEnds } from '../text/cut.ts';
import { everyText } from '../text/every-text.ts';
import { fitLines } from '../text/fit-lines.ts';
import { leavingTexts } from '../text/leaving.ts';
import { actionLinks } from './actions.ts';
import { firstFitting } from './first-fitting.ts';
import {
  type ChecklistItem,
  causeLabel,
  type ErrorLine,
  errorRemarks,
  type Link,
  type Message,
  moreKinds,
  STATUS_SIGN,
} from './message.ts';
import { isWeb } from './web-link.ts';

/** A run of text; Markdown means nothing in it. Source: https://learn.microsoft.com/en-us/adaptive-cards/schema-explorer/text-run */
interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  color?: 'Attention' | 'Warning' | 'Good' | 'Default';
  size?: 'Medium' | 'Small';
}

type Element = { type: 'RichTextBlock'; inlines: TextRun[]; separator?: true };

export interface TeamsPayload {
  type: 'message';
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive';
      contentUrl: null;
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        type: 'AdaptiveCard';
        version: '1.4';
        fallbackText: string;
        msteams: { width: 'Full' };
        body: Element[];
        actions?: { type: 'Action.OpenUrl'; title: string; url: string }[];
      };
    },
  ];
}

/**
 * A message of Teams has about 28 KB, and what is larger is accepted first and then fails in the workflow, where nobody sees it. Sources:
 * https://learn.microsoft.com/en-us/connectors/teams/ (known issues), and 21 KB as what got through in
 * https://www.rubydoc.info/gems/msteams_hermes/MsTeamsHermes/Message
 */
export const MOST_TEAMS_BYTES = 20_000;
/** Characters of each list. */
const SIZES = [6_000, 3_000, 1_500, 600, 200] as const;
const MOST_CHARACTERS = 1_500;
/** As many buttons as Teams shows in a row. */
const MOST_LINKS = 6;
const MOST_ADDRESS = 1_000;

const COLOURS: Record<string, TextRun['color']> = {
  DOWN: 'Attention',
  ALERT: 'Attention',
  WARN: 'Warning',
  RESOLVED: 'Good',
};

/** A message as an Adaptive Card: what happened first, the evidence below it, links as buttons. */
export function renderTeams(given: Message): TeamsPayload {
  const message = leavingTexts(given);
  return firstFitting(MOST_TEAMS_BYTES, SIZES, (size) => {
    const cut = everyText(message, (text) => cutEnds(text, Math.min(MOST_CHARACTERS, size)));
    return cardOf(cut, bodyOf(cut, size), [...actionLinks(given), ...message.links]);
  });
}

/** The smallest card that still says it all: sent once where the other is refused. */
export function renderTeamsPlain(given: Message): TeamsPayload {
  const message = everyText(leavingTexts(given), (text) => cutEnds(text, MOST_CHARACTERS / 2));
  return cardOf(message, [head(message), plain([message.headline, message.cause])], actionLinks(given));
}

type Content = TeamsPayload['attachments'][0]['content'];

/** @param all the links, whose addresses are not cut: half of one leads elsewhere. */
function cardOf(message: Message, body: (Element | undefined)[], all: Link[]): TeamsPayload {
  const links = all.filter(({ url, label }) => isWeb(url) && `${label}${url}`.length <= MOST_ADDRESS).slice(0, MOST_LINKS);
  return payloadOf({
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: message.title ?? message.subject,
    msteams: { width: 'Full' },
    body: body.filter((element) => element !== undefined),
    ...(links.length > 0 && { actions: links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })) }),
  });
}

const payloadOf = (content: Content): TeamsPayload => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
});

function bodyOf(message: Message, size: number): (Element | undefined)[] {
  const { headline, news, cause, also, seen, errors, timeline, checklist = [], todo, notices } = message;
  return [
    head(message),
    plain([headline, cutEnds(fitLines(news, size).join('\n'), size)]),
    cause === '' ? undefined : labelled(causeLabel(message), cause),
    todo && labelled('What to do', `${todo.text}\nRunbook: ${todo.runbook}`),
    listed('Also', also, size),
    listed('Note', notices, size),
    ...(checklist.length === 0 ? [] : [plain([cutEnds(fitLines(checklist.map(checked), size).join('\n'), size)])]),
    evidence(
      'What we saw',
      seen.map((row) => `${row.when}  ${row.what}  ${row.fact}`),
      size,
    ),
    evidence('Errors', [...errors.map(errorText), ...moreKinds(message)], size),
    evidence(
      'Time line',
      timeline.map(({ when, what }) => `${when}  ${what}`),
      size,
      'ends',
    ),
  ];
}

function head({ tag, title, subject }: Message): Element {
  const color = COLOURS[tag] ?? 'Default';
  return block([{ type: 'TextRun', text: title ?? subject, weight: 'Bolder', size: 'Medium', color }]);
}

const block = (inlines: TextRun[]): Element => ({ type: 'RichTextBlock', inlines });

function plain(lines: string[]): Element | undefined {
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? undefined : block([{ type: 'TextRun', text }]);
}

const labelled = (label: string, text: string): Element =>
  block([
    { type: 'TextRun', text: `${label}: `, weight: 'Bolder' },
    { type: 'TextRun', text },
  ]);

function listed(label: string, lines: string[], size: number): Element | undefined {
  return lines.length === 0 ? undefined : labelled(label, cutEnds(fitLines(lines, size).join('\n'), size));
}

function evidence(label: string, lines: string[], size: number, keep?: 'ends'): Element | undefined {
  if (lines.length === 0) return undefined;
  const text = cutEnds(fitLines(lines, size, keep).join('\n'), size);
  const inlines: TextRun[] = [
    { type: 'TextRun', text: `${label}\n`, weight: 'Bolder' },
    { type: 'TextRun', text, fontType: 'Monospace', size: 'Small' },
  ];
  return { ...block(inlines), separator: true };
}

const checked = ({ status, what, fact, more }: ChecklistItem): string =>
  [`${STATUS_SIGN[status]} ${what}  ${fact}`, ...more.map((line) => `    ${line}`)].join('\n');

function errorText(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  const first = `${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `  (${remarks})`}`;
  return [first, ...line.trace.map((text) => `    ${text}`)].join('\n');
}
