import type { MonitorConfig } from './config/schema.ts';
import { slackParameters } from './receivers/slack-of.ts';

/** The parameters in the headers of the endpoints, each once. */
export function headerSecretsOf({ endpoints }: Pick<MonitorConfig, 'endpoints'>): string[] {
  const named = endpoints.flatMap(({ headers }) =>
    Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.parameter])),
  );
  return [...new Set(named)];
}

/** Every parameter that a configuration names; each holds a secret. */
export function secretsOf(config: MonitorConfig): string[] {
  const others = [...slackParameters(config), config.sentry?.dsnParameter, config.heartbeat?.urlParameter];
  return [...new Set([...headerSecretsOf(config), ...others.filter((p) => p !== undefined)])];
}
