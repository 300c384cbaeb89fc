import { createHash } from 'node:crypto';
import { cutEnds } from '../text/cut.ts';
import { everyText } from '../text/every-text.ts';
import { leavingTexts } from '../text/leaving.ts';
import { actionLinks } from './actions.ts';
import { firstFitting } from './first-fitting.ts';
import { causeLabel, errorRemarks, type Link, type Message, moreKinds } from './message.ts';
import { isWeb } from './web-link.ts';

/** An event without its routing key. Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export type PagerdutyEvent =
  | { event_action: 'acknowledge' | 'resolve'; dedup_key: string }
  | {
      event_action: 'trigger';
      dedup_key: string;
      client: 'AtlasML Monitor';
      client_url?: string;
      payload: {
        summary: string;
        source: string;
        severity: 'critical' | 'error' | 'warning' | 'info';
        class: string;
        custom_details?: Record<string, unknown>;
      };
      links?: { href: string; text: string }[];
    };

/** Limits of the same page, and of https://developer.pagerduty.com/docs/events-api-v2/overview/ (512 KB for an event). */
export const PAGERDUTY_LIMITS = { summary: 1_024, dedupKey: 255, bytes: 512_000 } as const;
/** Entries of each list; a person reads far fewer. */
const SIZES = [200, 40, 10, 0] as const;
const MOST_CHARACTERS = 1_500;
const MOST_LINKS = 10;
/** What is longer is left out: half an address leads elsewhere. */
const MOST_ADDRESS = 2_000;

/**
 * The events of a message, in the order in which they go out, all with one key: a trigger opens the alert or stands in its log, an
 * acknowledgement and an end change its state. A test, a drill and a checklist end at once what they begin: nobody has to.
 * @param source what is watched: "AtlasML production".
 * @param key what begins the key, the same for all of one environment.
 */
export function renderPagerduty(given: Message, { source, key }: { source: string; key: string }): PagerdutyEvent[] {
  const leaving = leavingTexts(given);
  const message = everyText(leaving, (text) => cutEnds(text, MOST_CHARACTERS));
  const { kind, acknowledged, dismissed, answered } = message;
  const { story } = given;
  const own =
    story?.incident ??
    createHash('sha256')
      .update(JSON.stringify([message.subject, message.headline]))
      .digest('hex');
  const dedup_key = `${key}/${own}`.slice(-PAGERDUTY_LIMITS.dedupKey);
  const state = (event_action: 'acknowledge' | 'resolve'): PagerdutyEvent => ({ event_action, dedup_key });
  if (story && kind === 'resolved') return [state('resolve')];
  if (story && acknowledged?.news === 'all') return [state('acknowledge')];
  // The monitor's name leads to where one looks, never to an answer.
  const [look] = shownLinks(message.links);
  const shown = { ...message, links: [...message.links, ...actionLinks(given)] };
  const trigger = firstFitting(PAGERDUTY_LIMITS.bytes - ROOM_FOR_KEY, SIZES, (size) =>
    triggerOf(shown, { dedup_key, source, size, ...(look && { client_url: look.url }) }),
  );
  if (!story) return message.tag === 'NOTICE' ? [trigger] : [trigger, state('resolve')];
  // Nobody is to be called any more; if it gets worse, the next trigger opens it again.
  if (dismissed) return [trigger, state('resolve')];
  // What was asked to be silent must not go on calling one after another.
  return acknowledged?.news === 'some' || answered === 'silent' ? [trigger, state('acknowledge')] : [trigger];
}

/** The barest event that still says it: sent once where the other is refused. */
export function renderPagerdutyPlain(event: PagerdutyEvent): PagerdutyEvent {
  if (event.event_action !== 'trigger') return event;
  const { event_action, dedup_key, client, payload } = event;
  const { custom_details: _, ...rest } = payload;
  return { event_action, dedup_key, client, payload: rest };
}

/** The routing key and its name. */
const ROOM_FOR_KEY = 1_000;

const shownLinks = (links: Link[]) =>
  links.filter(({ url, label }) => isWeb(url) && `${label}${url}`.length <= MOST_ADDRESS).slice(0, MOST_LINKS);

interface Shown {
  dedup_key: string;
  source: string;
  size: number;
  client_url?: string;
}

function triggerOf(message: Message, { dedup_key, source, size, ...client }: Shown): PagerdutyEvent {
  const web = shownLinks(message.links);
  return {
    event_action: 'trigger',
    dedup_key,
    client: 'AtlasML Monitor',
    ...client,
    payload: {
      summary: cutEnds(message.title ?? message.subject, PAGERDUTY_LIMITS.summary),
      source,
      severity: severityOf(message),
      class: message.short,
      custom_details: detailsOf(message, size),
    },
    ...(web.length > 0 && { links: web.map(({ label, url }) => ({ href: url, text: label })) }),
  };
}

function severityOf({ severity, tag, story }: Message): 'critical' | 'error' | 'warning' | 'info' {
  if (!story) return tag === 'NOTICE' ? 'warning' : 'info';
  if (severity === 'warn') return 'warning';
  return tag === 'DOWN' ? 'critical' : 'error';
}

/** What PagerDuty shows below the summary, in this order; what is empty is not there. */
function detailsOf(message: Message, size: number): Record<string, unknown> {
  const { headline, news, cause, also, seen, errors, timeline, checklist = [], todo, notices } = message;
  const details: [string, string | string[] | undefined][] = [
    ['What', headline],
    ['News', news],
    [causeLabel(message), cause],
    ['Also', also],
    ['What we saw', seen.map((row) => `${row.when}  ${row.what}  ${row.fact}`)],
    ['Errors', [...errors.map((line) => [errorHead(line), ...line.trace].join(' | ')), ...moreKinds(message)]],
    ['Time line', timeline.map(({ when, what }) => `${when}  ${what}`)],
    ['Checklist', checklist.map(({ status, what, fact }) => `${status}  ${what}  ${fact}`)],
    ['What to do', todo?.text],
    ['Runbook', todo?.runbook],
    ['Notes', notices],
  ];
  const shown = details.flatMap(([name, value]) => {
    if (value === undefined || value.length === 0) return [];
    const isCut = Array.isArray(value) && value.length > size;
    return [[name, isCut ? [...value.slice(0, size), `(${value.length - size} more left out)`] : value]];
  });
  return Object.fromEntries(shown);
}

function errorHead(line: Message['errors'][number]): string {
  const remarks = errorRemarks(line);
  return `${line.when} ${line.level} ${line.logger}  ${line.text}${remarks && `  (${remarks})`}`;
}
