import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';

/** Stands where something was that is nobody's business. */
const HIDDEN = 'not in a capsule';
const PARAMETER = '/not/in/a/capsule';

/** Each key: as it is, in a form of its own, or not at all. A new one must be thought of here. */
const KEYS: Record<keyof MonitorConfig, 'kept' | 'changed' | 'left out'> = {
  service: 'kept',
  environment: 'kept',
  slug: 'kept',
  endpoints: 'changed',
  confirm: 'kept',
  components: 'kept',
  logs: 'kept',
  metrics: 'changed',
  memory: 'kept',
  disk: 'kept',
  timezone: 'kept',
  cpu: 'kept',
  docker: 'kept',
  email: 'changed',
  smtp: 'left out',
  ses: 'left out',
  slack: 'changed',
  teams: 'changed',
  pagerduty: 'changed',
  ntfy: 'changed',
  webhook: 'changed',
  answers: 'left out',
  routes: 'kept',
  maintenance: 'kept',
  sentry: 'left out',
  sentryProject: 'left out',
  heartbeat: 'changed',
  hideIpAddresses: 'kept',
  digests: 'kept',
  customerManagedKey: 'kept',
  deleteArchiveOnDestroy: 'kept',
  weeklyDrill: 'kept',
  storeMegabytes: 'kept',
  thresholds: 'kept',
  network: 'changed',
  runbookUrl: 'left out',
  dashboard: 'kept',
  resolveAfterSeconds: 'kept',
  deployGraceSeconds: 'kept',
};

/**
 * A configuration as a capsule keeps it: all that the rules read, and nothing that is secret or says whom to write to. Receivers are there
 * by their kind, so that as many alarms are watched; who hears of what is left out, for a replay asks what would be told at all. {@link inputOf} makes a configuration of it again. Pure.
 */
export function capsuleConfig(config: MonitorConfig): unknown {
  const { email, slack, teams, pagerduty, ntfy, webhook, heartbeat, endpoints, metrics, network } = config;
  const kept = Object.entries(config).filter(([key]) => KEYS[key as keyof MonitorConfig] === 'kept');
  const shown = {
    ...Object.fromEntries(kept),
    endpoints: endpoints.map(({ request, headers, url, ...endpoint }, i) => ({
      ...endpoint,
      url: addressOf(url, i),
      headers: hidden(headers, i),
      ...(request !== undefined && { request: { text: `${HIDDEN} ${i}` } }),
    })),
    ...(metrics && { metrics: { ...metrics, url: addressOf(metrics.url, 0), headers: hidden(metrics.headers, 0) } }),
    email: email.map(() => HIDDEN).slice(0, 1),
    ...(slack && { slack: { webhookParameter: PARAMETER } }),
    ...(teams && { teams: { webhookParameter: PARAMETER } }),
    ...(pagerduty && { pagerduty: { routingKeyParameter: PARAMETER } }),
    ...(ntfy && { ntfy: { topicParameter: PARAMETER } }),
    ...(webhook && { webhook: { urlParameter: PARAMETER, secretParameter: PARAMETER } }),
    ...(heartbeat && { heartbeat: { urlParameter: PARAMETER } }),
    network: { allowPrivateTargets: network.allowPrivateTargets },
  };
  return JSON.parse(JSON.stringify(redactDeep(shown)));
}

/** A configuration of a capsule as `resolveConfig` takes it. */
export function inputOf(kept: unknown): MonitorConfigInput {
  const { email = [], ...rest } = kept as Record<'email', unknown[]>;
  // As an address it would have been redacted.
  return { ...rest, email: email.map(() => 'hidden@example.org') } as unknown as MonitorConfigInput;
}

/** Without user, password and question; what is no address any more once it is redacted is named by its number. */
function addressOf(url: string, i: number): string {
  const { origin, pathname } = new URL(url);
  const clean = redactDeep(`${origin}${pathname}`);
  return URL.canParse(clean) && !clean.includes('[') ? clean : `${origin}/hidden-${i}`;
}

/** Two endpoints may differ by their headers alone: that there are some stays. */
function hidden(headers: Record<string, unknown>, i: number): Record<string, string> {
  return Object.keys(headers).length > 0 ? { 'x-hidden': `${HIDDEN} ${i}` } : {};
}
