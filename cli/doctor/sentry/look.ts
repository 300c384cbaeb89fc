import type { MonitorConfig } from '../../../functions/shared/config/schema.ts';
import type { Clock, Secrets } from '../../../functions/shared/ports.ts';
import { type AskSentry, sentryApi } from '../../../functions/shared/sentry/api.ts';
import { issueSource } from '../../../functions/shared/sentry/issue-source.ts';
import { SentryError, type SentryProject } from '../../../functions/shared/sentry/sentry-error.ts';
import { type Finding, fail, NotMade, ok, skip } from '../finding.ts';
import type { SentryAlert } from './alert.ts';
import { judgeAlerts } from './judge-alerts.ts';
import { readAlerts, readRules } from './read-alerts.ts';

interface LookPorts {
  config: MonitorConfig;
  secrets: Secrets;
  clock: Pick<Clock, 'now'>;
}

const DAY_MS = 86_400_000;
/** So many pages of a hundred alerts. */
const MOST_PAGES = 5;

/** Whether the token reads the issues of AtlasML's project. */
export async function lookAtProject(ports: LookPorts): Promise<Finding> {
  const project = projectOf(ports);
  return toldBySentry(async () => {
    const nowMs = ports.clock.now();
    const { issues, others, orMore } = await issueSource(project, ports).seen({ startMs: nowMs - DAY_MS, endMs: nowMs });
    const count = issues.length + others;
    return ok(`the token reads it: ${count}${orMore ? ' or more' : ''} issues with events in the last 24 hours`);
  });
}

/** Whether the alert that AtlasML's guide sets up is there. */
export async function lookAtAlerts(ports: LookPorts): Promise<Finding> {
  const project = projectOf(ports);
  return toldBySentry(async () => judgeAlerts(await alertsOf(sentryApi(project, ports), project)));
}

function projectOf({ config: { sentryProject } }: LookPorts): SentryProject {
  if (!sentryProject) throw new NotMade('not configured: set sentryProject (docs/sentry.md)');
  return sentryProject;
}

async function alertsOf(ask: AskSentry, { organization, project }: SentryProject): Promise<SentryAlert[]> {
  const parameters = [['project', project]] as const;
  try {
    const workflows = await all(ask, `organizations/${organization}/workflows/`, parameters);
    const monitors = await all(ask, `organizations/${organization}/detectors/`, [...parameters, ['query', 'type:metric_issue']]);
    return readAlerts(workflows, monitors);
  } catch (error) {
    // One that is older has rules in their place.
    if (!(error instanceof SentryError && error.status === 404)) throw error;
    return readRules(await all(ask, `projects/${organization}/${project}/rules/`, []));
  }
}

async function all(ask: AskSentry, path: string, parameters: readonly (readonly [string, string])[]): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && (page === 0 || cursor !== undefined); page++) {
    const next = cursor === undefined ? [] : [['cursor', cursor] as const];
    const answer = await ask({ path, parameters: [...parameters, ...next], scope: 'alerts:read' });
    found.push(...answer.entries);
    cursor = answer.cursor;
  }
  return found;
}

/** What must be mended fails; what may pass by itself could not be looked at. */
async function toldBySentry(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof SentryError)) throw error;
    return error.passes ? skip(error.message) : fail(error.message, 'see "When Sentry does not tell" in docs/sentry.md');
  }
}
