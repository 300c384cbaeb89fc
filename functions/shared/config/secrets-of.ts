import type { MonitorConfig } from './schema.ts';

/** The parameters in the headers of the endpoints, each once. */
export function headerSecretsOf({ endpoints }: Pick<MonitorConfig, 'endpoints'>): string[] {
  const named = endpoints.flatMap(({ headers }) =>
    Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.parameter])),
  );
  return [...new Set(named)];
}

/** The parameters that hold Slack's secrets. */
export function slackParameters({ slack }: Pick<MonitorConfig, 'slack'>): string[] {
  return [slack?.webhookParameter, slack?.botTokenParameter].filter((p) => p !== undefined);
}

/** Every parameter that a configuration names; each holds a secret. */
export function secretsOf(config: MonitorConfig): string[] {
  const others = [...slackParameters(config), config.sentry?.dsnParameter, config.heartbeat?.urlParameter];
  return [...new Set([...headerSecretsOf(config), ...others.filter((p) => p !== undefined)])];
}
