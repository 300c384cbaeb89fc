import { objectOf } from '../../../functions/shared/sentry/read-issue.ts';
import { minutesOf, objects, overOf, type SentryAlert } from './alert.ts';

/**
 * Alerts as https://docs.sentry.io/api/monitors/fetch-an-alert/ documents them (`workflows/`): when they trigger, then filters each with its
 * actions. A filter that counts events is an alert of ours. Pure.
 * @param monitors the metric monitors of the project, whose alerts tell what they count.
 */
export function readAlerts(workflows: readonly unknown[], monitors: readonly unknown[]): SentryAlert[] {
  return workflows.map(objectOf).flatMap((workflow) => {
    const { id, name, enabled, environment, triggers, actionFilters } = workflow;
    const filters = objects(actionFilters);
    const common = {
      name: nameOf(name),
      isOn: enabled !== false,
      ...(typeof environment === 'string' && environment !== '' && { environment }),
    };
    const isTriggered = objects(objectOf(triggers).conditions).length > 0;
    const counting = filters.map(({ logicType, conditions, actions }): SentryAlert => {
      const all = objects(conditions);
      const counts = all.find(({ type }) => type === 'event_frequency_count');
      const { value, interval } = objectOf(counts?.comparison);
      const isAlone = all.length === 1 || logicType === 'any' || logicType === 'any-short';
      return { ...common, ...overOf(value, minutesOf(interval)), isNarrowed: isTriggered || !isAlone, tells: tellsOf(actions) };
    });
    const tells = filters.flatMap(({ actions }) => tellsOf(actions));
    const ofMonitors = monitors.map(objectOf).filter(({ workflowIds }) => Array.isArray(workflowIds) && workflowIds.includes(id));
    return [...counting, ...ofMonitors.flatMap((monitor) => monitorOf(monitor, common, tells))];
  });
}

/** A metric monitor that counts the errors of the project (https://docs.sentry.io/api/monitors/), with the alert that tells of it. */
function monitorOf(
  { name, enabled, type, dataSources, conditionGroup }: Record<string, unknown>,
  alert: Pick<SentryAlert, 'name' | 'isOn' | 'environment'>,
  tells: string[],
): SentryAlert[] {
  const { snubaQuery } = objectOf(objectOf(objects(dataSources)[0]).queryObj);
  const { aggregate, dataset, timeWindow, query, environment } = objectOf(snubaQuery);
  if (type !== 'metric_issue' || aggregate !== 'count()' || dataset !== 'events') return [];
  // A result of 0 is that it is well again.
  const above = objects(objectOf(conditionGroup).conditions).filter(
    (c) => (c.type === 'gt' || c.type === 'gte') && Number(c.conditionResult) > 0,
  );
  const events = Math.min(...above.map(({ comparison, type: how }) => Number(comparison) - (how === 'gte' ? 1 : 0)));
  const only = typeof environment === 'string' && environment !== '' ? environment : alert.environment;
  return [
    {
      name: `${nameOf(name)}, ${alert.name}`,
      isOn: alert.isOn && enabled !== false,
      ...overOf(events, typeof timeWindow === 'number' ? timeWindow / 60 : undefined),
      isNarrowed: typeof query === 'string' && query.trim() !== '',
      ...(only !== undefined && { environment: only }),
      tells,
    },
  ];
}

const COUNTS = 'sentry.rules.conditions.event_frequency.EventFrequencyCondition';
const ACTIONS: Record<string, string> = {
  'sentry.mail.actions.NotifyEmailAction': 'email',
  'sentry.integrations.slack.notify_action.SlackNotifyServiceAction': 'slack',
};

/** Issue alert rules, as a Sentry without the above has them: https://docs.sentry.io/api/alerts/list-a-projects-issue-alert-rules/. Pure. */
export function readRules(rules: readonly unknown[]): SentryAlert[] {
  return rules.map(objectOf).map(({ name, status, snooze, environment, conditions, filters, actionMatch, actions }) => {
    const all = objects(conditions);
    const counts = all.find(({ id, comparisonType = 'count' }) => id === COUNTS && comparisonType === 'count');
    return {
      name: nameOf(name),
      isOn: (status === undefined || status === 'active') && snooze !== true,
      ...overOf(counts?.value, minutesOf(counts?.interval)),
      isNarrowed: objects(filters).length > 0 || (all.length > 1 && actionMatch !== 'any'),
      ...(typeof environment === 'string' && environment !== '' && { environment }),
      tells: objects(actions).map(({ id }) => ACTIONS[String(id)] ?? 'another'),
    };
  });
}

const nameOf = (name: unknown): string => (typeof name === 'string' && name.trim() !== '' ? name : 'an alert without a name');

/** Whom the actions tell; one that is turned off tells nobody. */
function tellsOf(actions: unknown): string[] {
  return objects(actions)
    .filter(({ status }) => status === undefined || status === 'active')
    .map(({ type }) => String(type));
}
