import type { Link, Sighting } from '../../shared/message/message.ts';
import type { SentryIssue, SentryObservation } from '../../shared/observation.ts';
import { type ReadersTime, readersTime } from '../../shared/text/readers-time.ts';
import { redact } from '../../shared/text/redact.ts';
import { duration, plural } from '../../shared/text/words.ts';

/** What Sentry knew, in rows of "What we saw": an issue each, none, or why it is not known. Pure. */
export function sentryRows(seen: SentryObservation | undefined, timezone?: string): Sighting[] {
  if (!seen) return [];
  const time = readersTime(timezone);
  const { atMs, window, issues, others, orMore, unknown } = seen;
  const row = (when: string, fact: string): Sighting => ({ when, what: 'Sentry', fact: redact(fact) });
  if (unknown !== undefined) return [row(time.row(atMs), `unknown: ${unknown}`)];
  const length = duration(window.endMs - window.startMs);
  if (issues.length === 0) return [row(time.row(atMs), `no error of AtlasML reached it in the last ${length}`)];
  const rest =
    others > 0 || orMore ? [row(time.row(atMs), `and ${orMore ? 'more than ' : ''}${plural(others, 'other issue')}`)] : [];
  return [...issues.map((issue) => row(time.row(issue.lastSeenMs ?? atMs), issueWords(issue, window, time))), ...rest];
}

/** "ATLASML-1A  ValueError: …  (new, first seen 10:31 UTC; 14 events; 3 users)". */
function issueWords(issue: SentryIssue, window: SentryObservation['window'], time: ReadersTime): string {
  const { id, title, culprit, events, users, firstSeenMs, status, isUnhandled } = issue;
  const isNew = firstSeenMs !== undefined && firstSeenMs >= window.startMs;
  const first = firstSeenMs === undefined ? '' : `first seen ${isNew ? time.minute(firstSeenMs) : time.day(firstSeenMs)}`;
  const remarks = [
    isNew ? `new, ${first}` : first,
    status === 'regressed' ? 'came back after it was resolved' : status === 'archived' ? 'archived' : '',
    plural(events, 'event'),
    plural(users, 'user'),
    isUnhandled ? 'not caught' : '',
  ];
  return `${id}  ${title}${culprit && `, in ${culprit}`}  (${remarks.filter(Boolean).join('; ')})`;
}

/** Where the issues are shown, each by its name. */
export function sentryLinks(seen: SentryObservation | undefined): Link[] {
  return (seen?.issues ?? []).flatMap(({ id, url }) => (url === undefined ? [] : [{ label: `Sentry ${id}`, url }]));
}
