import { createHash } from 'node:crypto';
import { cutEnds } from '../text/cut.ts';
import { everyText } from '../text/every-text.ts';
import { leavingTexts } from '../text/leaving.ts';
import { actionLinks } from './actions.ts';
import { firstFitting } from './first-fitting.ts';
import type { Acknowledged, ChecklistItem, ErrorLine, Link, Message, Sighting } from './message.ts';

/**
 * What a webhook of one's own gets; docs/webhook.schema.json describes it. Keys may be added; what is there keeps its meaning while
 * `version` is the same.
 */
export interface WebhookPayload {
  version: 1;
  type: 'incident.opened' | 'incident.changed' | 'incident.reminded' | 'incident.resolved' | 'digest' | 'notice';
  /** The same when the same is sent again; also the header webhook-id. */
  id: string;
  /** ISO 8601, when it was sent. */
  timestamp: string;
  data: {
    service: string;
    environment: string;
    /** The incident that it is about; absent where it is about none. */
    incident?: string;
    severity: Message['severity'];
    /** The standing (DOWN, ALERT, WARN, UNKNOWN), RESOLVED or CLOSED, or TEST, DRILL, NOTICE. */
    tag: string;
    short: string;
    subject: string;
    headline: string;
    cause: string;
    certain: boolean;
    acknowledged?: Acknowledged;
    dismissed?: { by: string; why: string };
    news: string[];
    also: string[];
    seen: Sighting[];
    errors: ErrorLine[];
    /** Kinds of error that are not in it. */
    moreErrors: number;
    checklist: ChecklistItem[];
    timeline: Message['timeline'];
    todo?: { text: string; runbook: string };
    links: Link[];
    /** Links by which a reader may answer, each once; absent where answers are not configured. */
    answers?: Link[];
    notices: string[];
    /** Entries of lists that are not in it, for its size. */
    leftOut: number;
  };
}

/** Whose message it is, and when it is sent. */
export interface WebhookOrigin {
  service: string;
  environment: string;
  atMs: number;
}

/** Many servers take no more, unless they are told to: 100 kB is Express's limit and the smallest that is common. */
export const MOST_WEBHOOK_BYTES = 100_000;
/** Entries of each list, from the fullest form to the barest. */
const SIZES = [1_000, 200, 50, 20, 5, 0] as const;
const MOST_CHARACTERS = 3_000;

/** A message as JSON, with all its texts as they are; of what is too long the ends of the lists are left out, and counted. */
export function renderWebhook(given: Message, { service, environment, atMs }: WebhookOrigin): WebhookPayload {
  const leaving = leavingTexts(given);
  const { subject, title, acknowledged, dismissed, checklist = [], todo, ...message } = everyText(leaving, short);
  const { severity, tag, headline, cause, certain } = message;
  const { story } = given;
  const answers = actionLinks(given);
  const type = story ? (`incident.${message.kind}` as WebhookPayload['type']) : tag in OTHERS ? 'notice' : 'digest';
  return firstFitting(MOST_WEBHOOK_BYTES, SIZES, (size) => {
    let leftOut = 0;
    const kept = <T>(list: T[]): T[] => {
      leftOut += Math.max(0, list.length - size);
      return list.slice(0, size);
    };
    const lists = {
      news: kept(message.news),
      also: kept(message.also),
      seen: kept(message.seen),
      errors: kept(message.errors),
      checklist: kept(checklist),
      timeline: kept(message.timeline),
      notices: kept(message.notices),
    };
    const about = { service, environment, ...(story && { incident: story.incident }), severity, tag, short: message.short };
    const data = {
      ...about,
      subject: title ?? subject,
      headline,
      cause,
      certain,
      ...(acknowledged && { acknowledged }),
      ...(dismissed && { dismissed }),
      ...lists,
      moreErrors: message.moreErrors ?? 0,
      ...(todo && { todo }),
      links: leaving.links.filter(({ url, label }) => `${label}${url}`.length <= MOST_ADDRESS).slice(0, MOST_LINKS),
      ...(answers.length > 0 && { answers }),
      leftOut,
    };
    // Each test that somebody asks for is one of its own, and none is sent a second time.
    const asked = tag === 'TEST' ? [atMs] : [];
    const id = story ? `${story.incident}.${story.step}` : `message.${hashOf([subject, headline, message.news, ...asked])}`;
    return { version: 1, type, id, timestamp: new Date(atMs).toISOString(), data };
  });
}

const OTHERS: Record<string, true> = { TEST: true, DRILL: true, NOTICE: true };
const MOST_LINKS = 10;
/** What is longer is left out: half an address leads elsewhere. */
const MOST_ADDRESS = 2_000;
const short = (text: string) => cutEnds(text, MOST_CHARACTERS);
const hashOf = (of: unknown) => createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32);
