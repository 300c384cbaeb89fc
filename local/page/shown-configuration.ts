import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';

/** What stands in place of a value that could be a secret. */
export const HIDDEN = '(set, not shown)';

/**
 * A configuration as it is in force, for people to look at. Of parameters the names stand in it anyway; a header that is written out, and
 * what is sent to an endpoint, may hold a key. Pure.
 */
export function shownConfiguration(config: MonitorConfig): unknown {
  const { endpoints, ...rest } = config;
  const shown = endpoints.map((endpoint) => ({
    ...endpoint,
    headers: hidden(endpoint.headers),
    ...('request' in endpoint && endpoint.request !== undefined && { request: HIDDEN }),
  }));
  const { metrics } = rest;
  return redactDeep({ endpoints: shown, ...rest, ...(metrics && { metrics: { ...metrics, headers: hidden(metrics.headers) } }) });
}

function hidden(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? HIDDEN : value]));
}
