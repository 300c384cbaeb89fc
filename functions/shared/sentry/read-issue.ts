import type { SentryIssue } from '../sentry-observation.ts';
import { cutText } from '../text/cut.ts';
import { leavingTexts } from '../text/leaving.ts';

/** What stands in a line of a message. */
const LONGEST_TITLE = 160;
const LONGEST_CULPRIT = 80;
const LONGEST_URL = 300;

/**
 * An issue as https://docs.sentry.io/api/events/list-an-organizations-issues/ documents it, redacted; empty for what is none. With a window,
 * `count` and `userCount` are of that window and `lifetime` of all (Sentry's source, group_stream.py).
 * @param sentryUrl whose issue it must be, for its link to be shown.
 */
export function readIssue(raw: unknown, sentryUrl: string): SentryIssue[] {
  const { shortId, title, culprit, count, userCount, firstSeen, lastSeen, lifetime, status, substatus, isUnhandled, permalink } =
    objectOf(raw);
  if (typeof title !== 'string' || title.trim() === '') return [];
  const first = timeOf(objectOf(lifetime).firstSeen) ?? timeOf(firstSeen);
  const last = timeOf(lastSeen);
  const url = linkOf(permalink, sentryUrl);
  const shown = (text: unknown, most: number) => (typeof text === 'string' ? cutText(leavingTexts(text), most) : '');
  return [
    {
      id: typeof shortId === 'string' && /^[\w.-]{1,80}$/.test(shortId) ? shortId : 'an issue',
      title: shown(title, LONGEST_TITLE),
      culprit: shown(culprit, LONGEST_CULPRIT),
      events: numberOf(count),
      users: numberOf(userCount),
      ...(first !== undefined && { firstSeenMs: first }),
      ...(last !== undefined && { lastSeenMs: last }),
      status: statusOf(status, substatus),
      isUnhandled: isUnhandled === true,
      ...(url !== undefined && { url }),
    },
  ];
}

export const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Sentry writes the events as a text and the users as a number. */
function numberOf(value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const SUBSTATUSES = ['new', 'ongoing', 'escalating', 'regressed'];

/** The substatus says more of one that is unresolved: https://docs.sentry.io/product/issues/states-triage/ */
function statusOf(status: unknown, substatus: unknown): string {
  if (status === 'resolved') return 'resolved';
  if (status === 'ignored') return 'archived';
  return typeof substatus === 'string' && SUBSTATUSES.includes(substatus) ? substatus : '';
}

/** A link that people will trust: to that Sentry, or, on sentry.io, to the part of it that is the organization's. */
function linkOf(permalink: unknown, sentryUrl: string): string | undefined {
  if (typeof permalink !== 'string' || permalink.length > LONGEST_URL || !URL.canParse(permalink)) return undefined;
  const { protocol, host, hostname, origin, pathname, username } = new URL(permalink);
  const own = new URL(sentryUrl);
  const isHosted = /(?:^|\.)sentry\.io$/.test(own.hostname) && /(?:^|\.)sentry\.io$/.test(hostname);
  if (protocol !== own.protocol || username !== '' || !(host === own.host || isHosted)) return undefined;
  return `${origin}${pathname}`;
}
