import type { MonitorConfig } from '../shared/config/schema.ts';
import { billsPage, consolePage } from '../shared/message/console.ts';
import { consoleLinks } from '../shared/message/console-links.ts';
import type { Link } from '../shared/message/message.ts';
import { runbookLink } from '../shared/signals/runbook.ts';

/** The issues of the organization, where it is known. */
function sentryLink({ sentry, sentryProject }: Pick<MonitorConfig, 'sentry' | 'sentryProject'>): Link[] {
  if (sentryProject)
    return [{ label: 'Sentry', url: new URL(`/organizations/${sentryProject.organization}/issues/`, sentryProject.url).href }];
  return sentry ? [{ label: 'Sentry', url: 'https://sentry.io/issues/' }] : [];
}

/** Where each item of a digest can be seen, by the label that its question names. */
export function digestLinks(
  config: Pick<MonitorConfig, 'slug' | 'logs' | 'dashboard' | 'sentry' | 'sentryProject' | 'runbookUrl'>,
  region: string,
  window: { startMs: number; endMs: number },
): Link[] {
  return [
    ...consoleLinks(config, region, window),
    { label: 'Parameters', url: consolePage(region, 'systems-manager/parameters') },
    { label: 'Bill', url: billsPage(region) },
    // Only an address can be opened; without one the runbook is a file of the repository.
    ...(config.runbookUrl ? [{ label: 'Runbook', url: runbookLink(config, 'digests') }] : []),
    ...sentryLink(config),
  ];
}
