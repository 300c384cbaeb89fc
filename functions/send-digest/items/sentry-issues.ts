import type { IssueCount, IssueCounts, SentryIssue } from '../../shared/sentry-observation.ts';
import { plural } from '../../shared/text/words.ts';
import { type Answer, DAYS, type Question } from '../scope.ts';

/**
 * How many issues AtlasML's project at Sentry has. One that came back after it was resolved is not well; a new one is for a person to look
 * at, and so are, in the audit of each month, all that are unresolved.
 */
export function judgeIssues({ fresh, unresolved, regressed }: IssueCounts, days: number, isAudit: boolean): Answer {
  const isForPerson = fresh.count > 0 || (isAudit && unresolved.count > 0);
  return {
    status: regressed.count > 0 ? 'bad' : isForPerson ? 'person' : 'well',
    fact: `in ${days} days ${number(fresh)} new, ${number(regressed)} came back after they were resolved, ${number(unresolved)} unresolved`,
    more: [...lines('came back', regressed), ...lines('new', fresh)],
  };
}

const number = ({ count, orMore }: IssueCount) => `${count}${orMore ? ' or more' : ''}`;
const lines = (what: string, { first }: IssueCount) => first.map((issue) => `${what}: ${words(issue)}`);
const words = ({ id, title, events, users, url }: SentryIssue) =>
  `${id}  ${title} (${plural(events, 'event')}, ${plural(users, 'user')})${url === undefined ? '' : `  ${url}`}`;

/** The issues of AtlasML's own project, where one is configured. What Sentry does not tell for the moment is no reason to open the message. */
export const sentryIssues: Question = {
  what: 'Sentry issues',
  seen: 'Sentry',
  isFor: ({ sentryProject }) => sentryProject !== undefined,
  async ask({ kind, ports }) {
    if (!ports.issues) return { status: 'unknown', isMinor: true, fact: 'not asked from here' };
    try {
      return judgeIssues(await ports.issues.counts(DAYS[kind]), DAYS[kind], kind === 'monthly');
    } catch (error) {
      const { message, passes } = error as Error & { passes?: boolean };
      return { status: 'unknown', fact: `not known: ${message}`, ...(passes && { isMinor: true }) };
    }
  },
};
