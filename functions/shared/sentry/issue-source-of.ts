import type { MonitorConfig } from '../config/schema.ts';
import type { Clock, IssueSource, Secrets } from '../ports.ts';

/** Where a project of Sentry is configured, a source of its issues. What asks Sentry is loaded with the first question. */
export function issueSourceOf(
  { sentryProject, hideIpAddresses }: Pick<MonitorConfig, 'sentryProject' | 'hideIpAddresses'>,
  ports: { secrets: Secrets; clock: Pick<Clock, 'now'> },
): IssueSource | undefined {
  if (!sentryProject) return undefined;
  let made: Promise<IssueSource> | undefined;
  const source = () => {
    made ??= import('./issue-source.ts').then(({ issueSource }) => issueSource(sentryProject, ports, { hideIpAddresses }));
    return made;
  };
  return {
    seen: async (...asked) => (await source()).seen(...asked),
    counts: async (days) => (await source()).counts(days),
  };
}
