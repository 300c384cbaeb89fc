import { configSchema, type MonitorConfig, type MonitorConfigInput } from './schema.ts';

/** Types and checks monitor.config.ts while it is written; the values pass through unchanged. */
export function defineConfig(config: MonitorConfigInput): MonitorConfigInput {
  return config;
}

/** The configuration is wrong; the message has one line for each fault, with the path of its key. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(where: string, faults: string[]) {
    super([`${where} is not valid:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Checks a configuration and fills in the defaults.
 * @param where what to call it in the error, such as `monitor.config.ts`.
 * @throws ConfigError naming every fault at once.
 */
export function resolveConfig(input: unknown, where = 'monitor.config.ts'): MonitorConfig {
  const result = configSchema.safeParse(input);
  if (result.success) return result.data;
  throw new ConfigError(where, result.error.issues.flatMap(sentences));
}

/** Values given with `cdk deploy -c key=value`, so that a first deploy needs no edit. */
export interface Overrides {
  url?: string | undefined;
  email?: string | undefined;
  logGroup?: string | undefined;
  region?: string | undefined;
  environment?: string | undefined;
  slackWebhookParameter?: string | undefined;
}

/** Lays overrides over a configuration; `url` replaces the first endpoint's, `email` may hold several with commas. */
export function applyOverrides(input: MonitorConfigInput, overrides: Overrides): MonitorConfigInput {
  const { url, email, logGroup, region, environment, slackWebhookParameter } = overrides;
  const [first, ...others] = input.endpoints;
  return {
    ...input,
    ...(environment && { environment }),
    ...(email && { email: email.split(',').map((address) => address.trim()) }),
    ...(slackWebhookParameter && { slack: { webhookParameter: slackWebhookParameter } }),
    ...(url && first && { endpoints: [{ ...first, url }, ...others] }),
    ...((logGroup || region) && {
      logs: { ...(input.logs ?? { group: '' }), ...(logGroup && { group: logGroup }), ...(region && { region }) },
    }),
  };
}

interface Issue {
  code: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

function sentences(issue: Issue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map(
      (key) => `${keyPath([...issue.path, key])}: unknown key; see docs/configuration.md for the keys there are`,
    );
  }
  return [`${keyPath(issue.path) || '(top level)'}: ${issue.message}`];
}

function keyPath(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}
