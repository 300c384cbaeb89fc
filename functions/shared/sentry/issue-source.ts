import type { Clock, IssueSource, Secrets } from '../ports.ts';
import type { IssueCount } from '../sentry-observation.ts';
import { hideAddresses } from '../text/hide-addresses.ts';
import { type AskSentry, sentryApi } from './api.ts';
import { readIssue } from './read-issue.ts';
import type { SentryProject } from './sentry-error.ts';

/** Issues that a message shows. */
const MOST_SHOWN = 3;
/** The most that Sentry gives at once, and how often it is asked for more of them. */
const PAGE = 100;
const MOST_PAGES = 3;
/** All questions of a checklist together. */
const COUNTS_MS = 10_000;
/** What nobody here looks at is not asked for. */
const LEAN = ['stats', 'filtered'].map((part) => ['collapse', part] as const);

/** The issues of AtlasML's own project, by https://docs.sentry.io/api/events/list-an-organizations-issues/ */
export function issueSource(
  project: SentryProject,
  ports: { secrets: Secrets; clock: Pick<Clock, 'now'> },
  { hideIpAddresses = false }: { hideIpAddresses?: boolean } = {},
): IssueSource {
  const ask = sentryApi(project, ports);
  const shown = <T>(value: T) => (hideIpAddresses ? hideAddresses(value) : value);
  return {
    async seen(window, signal) {
      const { entries, cursor } = await ask({
        path: `organizations/${project.organization}/issues/`,
        parameters: [
          ['project', project.project],
          ['query', ''],
          ['start', isoOf(window.startMs)],
          ['end', isoOf(window.endMs)],
          ['sort', 'freq'],
          ['limit', String(PAGE)],
          ...LEAN,
        ],
        scope: 'event:read',
        signal,
      });
      const issues = entries.flatMap((entry) => readIssue(entry, project.url));
      return shown({
        atMs: ports.clock.now(),
        window,
        issues: issues.slice(0, MOST_SHOWN),
        others: Math.max(0, issues.length - MOST_SHOWN),
        orMore: cursor !== undefined,
      });
    },
    async counts(days) {
      const signal = AbortSignal.timeout(COUNTS_MS);
      const count = (query: string) => countOf(ask, project, query, days, signal);
      // "firstSeen: syntax is the same as age": https://docs.sentry.io/concepts/search/searchable-properties/issues/
      const [fresh, unresolved, regressed] = await Promise.all([
        count(`firstSeen:-${days}d`),
        count('is:unresolved'),
        count('is:regressed'),
      ]);
      return shown({ fresh, unresolved, regressed });
    },
  };
}

/** As the page shows it: without a zone it is UTC. */
const isoOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

async function countOf(
  ask: AskSentry,
  project: SentryProject,
  query: string,
  days: number,
  signal: AbortSignal,
): Promise<IssueCount> {
  const found: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && (page === 0 || cursor !== undefined); page++) {
    const answer = await ask({
      path: `organizations/${project.organization}/issues/`,
      parameters: [
        ['project', project.project],
        ['query', query],
        ['statsPeriod', `${days}d`],
        ['sort', 'freq'],
        ['limit', String(PAGE)],
        ...LEAN,
        ...(cursor === undefined ? [] : [['cursor', cursor] as const]),
      ],
      scope: 'event:read',
      signal,
    });
    found.push(...answer.entries);
    cursor = answer.cursor;
  }
  const issues = found.flatMap((entry) => readIssue(entry, project.url));
  return { count: issues.length, orMore: cursor !== undefined, first: issues.slice(0, MOST_SHOWN) };
}
