import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CGROUP_FILES } from '../functions/check-memory/cgroup.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import { applyOverrides } from '../functions/shared/config/overrides.ts';
import type { MonitorConfig, MonitorConfigInput } from '../functions/shared/config/schema.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { neededSecrets } from '../local/watch/machine-receivers.ts';
import { machineSecrets, missingSecrets } from '../local/watch/machine-secrets.ts';
import { type RealOptions, runOnce, runReal } from '../local/watch/real.ts';
import { besideOf } from './page.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { mustBeReadable, type Outcome, UsageError } from './usage-error.ts';

const OPTIONS = {
  url: { type: 'string' },
  environment: { type: 'string' },
  'log-file': { type: 'string' },
  cgroup: { type: 'string' },
  docker: { type: 'string' },
  data: { type: 'string' },
  secrets: { type: 'string' },
  listen: { type: 'string' },
  'page-name': { type: 'string', multiple: true },
  'no-page': { type: 'boolean' },
  once: { type: 'boolean', default: false },
} as const;

/** What the command line gave is named by its option. */
function givenBy({ url, environment }: { url?: string | undefined; environment?: string | undefined }): Record<string, string> {
  return { ...(url && { 'endpoints[0].url': '--url' }), ...(environment && { environment: '--environment' }) };
}

const CODES = { well: 0, bad: 1, unknown: 3 } as const;

/**
 * `watch [--url URL] [--environment NAME] [--log-file FILE] [--cgroup DIR] [--docker NAME] [--data DIR] [--secrets DIR] [--once]`: the whole monitor
 * on this machine. Ctrl-C and SIGTERM end it when what runs is finished.
 */
export async function watchCommand(
  args: string[],
  userConfig: MonitorConfigInput,
  environment: NodeJS.ProcessEnv,
  screen: Pick<Screen, 'print'>,
): Promise<Outcome> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const print = coloured(screen);
  const { url, cgroup, once } = values;
  const pageAsked = { listen: values.listen, names: values['page-name'] ?? [] };
  const input = applyOverrides(url ? quick(url, userConfig) : userConfig, { environment: values.environment });
  const asked = resolveConfig(input, url ? 'The command line' : 'monitor.config.ts', givenBy(values));
  const logFile = values['log-file'] ?? asked.logs?.file;
  const isWaitedFor = logFile !== undefined && !existsSync(logFile);
  if (logFile && !isWaitedFor) mustBeReadable(logFile);
  for (const name of cgroup ? CGROUP_FILES : []) {
    mustBeReadable(join(cgroup as string, name), '. --cgroup takes the cgroup v2 directory of the container');
  }
  const secrets = machineSecrets({ environment, directory: values.secrets });
  const missing = await missingSecrets(secrets, neededSecrets(asked));
  // Whoever only looks at once needs nobody told.
  if (missing.length > 0 && !url) throw new UsageError(['These secrets are missing:', ...missing].join('\n  '));
  const told = missing.length > 0 ? withoutReceivers(asked) : asked;
  const { config, notes } = machineConfig(told, { logFile, cgroup });
  if (isWaitedFor) print(`note: ${logFile} is not there yet: until it is, what the log says is unknown`);
  for (const note of [...missing.map((m) => `a secret is missing, so nobody is told: ${m}`), ...notes]) print(`note: ${note}`);
  const directory = values.data ?? environment.STATE_DIRECTORY ?? (url ? undefined : '.atlasml-monitor');
  const docker = values.docker ? { container: values.docker, host: environment.DOCKER_HOST } : undefined;
  const options = { config, logFile, cgroup, docker, directory, secrets, print };
  if (once) return { text: '', code: CODES[await runOnce({ ...options, signal: new AbortController().signal })] };
  print(`${beginning(config, options)} Ctrl-C ends it.\n`);
  const beside = values['no-page'] ? undefined : await besideOf({ ...pageAsked, secrets }, print);
  await runReal({ ...options, signal: stopSignal(print), ...(beside && { beside }) });
  print('Stopped.');
  return { text: '', code: 0 };
}

function withoutReceivers({ slack: _, smtp: __, ...config }: MonitorConfig): MonitorConfig {
  return { ...config, email: [] };
}

/** One endpoint, watched at once; whom to tell is taken from the configuration. */
function quick(
  url: string,
  { service, smtp, email, slack, timezone, runbookUrl, thresholds }: MonitorConfigInput,
): MonitorConfigInput {
  const kept = { service, smtp, email, slack, timezone, runbookUrl, thresholds };
  return {
    ...(Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as Partial<MonitorConfigInput>),
    environment: 'local',
    endpoints: [{ name: 'health', url }],
  };
}

function beginning(
  { endpoints, logs }: MonitorConfig,
  { logFile, docker, directory }: Pick<RealOptions, 'logFile' | 'docker' | 'directory'>,
): string {
  const log = logFile ?? (logs && `the log group ${logs.group}`);
  const container = docker ? [`the events of container ${docker.container}`] : [];
  const watched = [...endpoints.map(({ url }) => url), ...(log ? [log] : []), ...container].join(' and ');
  return `Watching ${watched} once a minute. ${directory ? `What must last is kept in ${directory}.` : 'Nothing is kept.'}`;
}

/** Red for what went wrong and green for what is well again. */
function coloured(screen: Pick<Screen, 'print'>): (line: string) => void {
  return (line) => {
    const isBad = /-> ALARM| {2}failed: | {2}down: /.test(line);
    const isGood = /-> OK| {2}up: /.test(line);
    screen.print(line, isBad ? 'red' : isGood ? 'green' : undefined);
  };
}
