import { CHANNELS, type Channel } from '../observation.ts';
import type { MonitorConfig } from './schema.ts';

/** Of so many parameters each is read by a call of its own, which is what GetParameter is allowed for; of more ten by a call. */
export const MOST_READ_ALONE = 10;

/** The parameters in the headers of what check-health asks, each once. */
export function headerSecretsOf({ endpoints, metrics }: Pick<MonitorConfig, 'endpoints' | 'metrics'>): string[] {
  const named = [...endpoints, ...(metrics ? [metrics] : [])].flatMap(({ headers }) =>
    Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.parameter])),
  );
  return [...new Set(named)];
}

type Named = Pick<MonitorConfig, Exclude<Channel, 'email'>>;

/** What each channel needs to send, and to be asked whether it would. A channel that is new must say it here. */
const OF_CHANNEL: Record<Channel, (config: Named) => (string | undefined)[]> = {
  email: () => [],
  slack: ({ slack }) => [slack?.webhookParameter, slack?.botTokenParameter],
  teams: ({ teams }) => [teams?.webhookParameter],
  pagerduty: ({ pagerduty }) => [pagerduty?.routingKeyParameter],
  ntfy: ({ ntfy }) => [ntfy?.topicParameter, ntfy?.tokenParameter],
  webhook: ({ webhook }) => [webhook?.urlParameter, webhook?.secretParameter],
};

/** The parameters that hold the secrets of one channel. */
export function secretsOfChannel(channel: Channel, config: Named): string[] {
  return OF_CHANNEL[channel](config).filter((p) => p !== undefined);
}

/** The parameters that hold the secrets of the channels. */
export function channelSecretsOf(config: Named): string[] {
  return CHANNELS.flatMap((channel) => secretsOfChannel(channel, config));
}

/** The parameters by which answers are known to be genuine. */
export function answerSecretsOf({ answers }: Pick<MonitorConfig, 'answers'>): string[] {
  return [answers?.keyParameter, answers?.slackSigningSecretParameter].filter((p) => p !== undefined);
}

/** Every parameter that a configuration names; each holds a secret. */
export function secretsOf(config: MonitorConfig): string[] {
  const others = [
    ...channelSecretsOf(config),
    ...answerSecretsOf(config),
    config.sentry?.dsnParameter,
    config.sentryProject?.tokenParameter,
    config.heartbeat?.urlParameter,
  ];
  return [...new Set([...headerSecretsOf(config), ...others.filter((p) => p !== undefined)])];
}
