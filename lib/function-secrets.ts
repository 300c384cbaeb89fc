import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { answerSecretsOf, channelSecretsOf, headerSecretsOf, secretsOf } from '../functions/shared/config/secrets-of.ts';
import type { FunctionName } from './bundle.ts';

/** The secrets that each function reads beside Sentry's, which all read. */
const READS: Record<FunctionName, (config: MonitorConfig) => (string | undefined)[]> = {
  'check-health': headerSecretsOf,
  'check-logs': () => [],
  'check-memory': () => [],
  'report-incident': (config) => [
    ...channelSecretsOf(config),
    config.heartbeat?.urlParameter,
    config.sentryProject?.tokenParameter,
    config.answers?.keyParameter,
  ],
  'verify-delivery': channelSecretsOf,
  // The ages of all are looked at; those of the receivers are read too.
  'send-digest': secretsOf,
  answer: answerSecretsOf,
};

/** The parameters that a function may read, each once. */
export function secretsFor(name: FunctionName, config: MonitorConfig): string[] {
  const named = [...READS[name](config), config.sentry?.dsnParameter].filter((p) => p !== undefined);
  return [...new Set(named)];
}
