import { cutBytes } from '../text/cut-bytes.ts';
import { leavingTexts } from '../text/leaving.ts';
import { actionLinks } from './actions.ts';
import { causeLabel, type ErrorLine, errorRemarks, type Message, moreKinds, STATUS_SIGN } from './message.ts';
import { isWeb } from './web-link.ts';

/** What ntfy takes as JSON. Source: https://docs.ntfy.sh/publish/#publish-as-json */
export interface NtfyMessage {
  topic: string;
  title: string;
  message: string;
  /** 1 is quiet, 3 the usual, 5 rings on. Source: https://docs.ntfy.sh/publish/#message-priority */
  priority: 2 | 3 | 4 | 5;
  /** A name of an emoji is shown as one. Source: https://docs.ntfy.sh/publish/#tags-emojis */
  tags: string[];
  click?: string;
  actions?: { action: 'view'; label: string; url: string }[];
}

/**
 * Of a message ntfy takes 4,096 bytes, what is longer comes as a file; of the JSON around it twice as many; three buttons. Sources:
 * https://docs.ntfy.sh/publish/#limitations and #action-buttons, and `transformBodyJSON` in its server.go
 */
export const NTFY_LIMITS = { message: 4_096, json: 8_192, actions: 3, title: 250, url: 1_000 } as const;
/** What was seen; more is read where the links lead. */
const MOST_SEEN = 6;
const SIGNS: Record<string, string> = {
  DOWN: 'red_circle',
  ALERT: 'orange_circle',
  WARN: 'yellow_circle',
  UNKNOWN: 'white_circle',
  RESOLVED: 'green_circle',
};

/** A message for a telephone: what, since when, why and what to do; then what was seen, as much as fits. */
export function renderNtfy(given: Message, topic: string): NtfyMessage {
  const message = leavingTexts(given);
  const bare = renderBare(message, topic);
  const usable = message.links.filter(({ url }) => isWeb(url) && url.length <= NTFY_LIMITS.url);
  const [first] = usable;
  // There is room for three: whoever was woken answers from the telephone, and reads elsewhere.
  const answers = actionLinks(given).filter(({ url }) => url.length <= NTFY_LIMITS.url);
  const actions = [...answers, ...usable]
    .slice(0, NTFY_LIMITS.actions)
    .map(({ label, url }) => ({ action: 'view' as const, label: cutBytes(label, 40), url }));
  const whole = { ...bare, ...(first && { click: first.url }), ...(actions.length > 0 && { actions }) };
  return fits(whole) ? whole : bare;
}

/** The same without links to open: sent once where ntfy refuses them. */
export const renderNtfyPlain = (given: Message, topic: string): NtfyMessage => renderBare(leavingTexts(given), topic);

function renderBare(message: Message, topic: string): NtfyMessage {
  const { kind, severity, tag, title, subject, answered } = message;
  const named = { topic, title: cutBytes(title ?? subject, NTFY_LIMITS.title) };
  const said = { priority: answered ? 3 : priorityOf(kind, severity, tag), tags: tag in SIGNS ? [SIGNS[tag] as string] : [] };
  const text = textOf(message);
  const forms = [NTFY_LIMITS.message, NTFY_LIMITS.message / 2, NTFY_LIMITS.message / 4].map((most) => ({
    ...named,
    message: cutBytes(text, most),
    ...said,
  }));
  // Quotes and line feeds take two bytes in JSON, and other characters up to six.
  return forms.find(fits) ?? (forms.at(-1) as NtfyMessage);
}

const fits = (message: NtfyMessage) => Buffer.byteLength(JSON.stringify(message)) <= NTFY_LIMITS.json;

function textOf(message: Message): string {
  const { headline, news, cause, also, todo, notices, seen, errors, checklist = [] } = message;
  const [error, ...more] = errors;
  return [
    headline,
    ...news,
    cause && `${causeLabel(message)}: ${cause}`,
    todo && `What to do: ${todo.text}`,
    ...also.map((line) => `Also: ${line}`),
    ...notices.map((notice) => `Note: ${notice}`),
    ...checklist.map((item) => `${STATUS_SIGN[item.status]} ${item.what}: ${item.fact}`),
    ...(error ? [errorLine(error), ...moreKinds(message, more.length)] : []),
    ...seen.slice(0, MOST_SEEN).map((row) => `${row.when}  ${row.what}  ${row.fact}`),
    todo && `Runbook: ${todo.runbook}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function errorLine(line: ErrorLine): string {
  const remarks = errorRemarks(line);
  return `${line.level} ${line.logger}  ${line.text}${remarks && `  (${remarks})`}`;
}

/** What rings and what waits until somebody looks. */
function priorityOf(kind: Message['kind'], severity: Message['severity'], tag: string): NtfyMessage['priority'] {
  if (kind === 'digest') return 2;
  if (severity !== 'page' || kind === 'resolved' || !(tag in SIGNS)) return 3;
  return kind === 'opened' ? 5 : 4;
}
