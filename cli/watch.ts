import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CGROUP_FILES } from '../functions/check-memory/cgroup.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { type Address, addressOf } from '../local/exposition/page.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { neededSecrets } from '../local/watch/machine-receivers.ts';
import { machineSecrets, missingSecrets } from '../local/watch/machine-secrets.ts';
import { type RealOptions, runOnce, runReal } from '../local/watch/real.ts';
import type { Configuration } from './configuration.ts';
import type { Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { mustBeReadable, type Outcome, UsageError } from './usage-error.ts';

export interface WatchAsked {
  url?: string;
  'log-file'?: string;
  cgroup?: string;
  docker?: string;
  data?: string;
  secrets?: string;
  metrics?: string;
  once?: true;
}

const CODES = { well: 0, bad: 1, unknown: 3 } as const;

/** `watch`: the whole monitor on this machine. Ctrl-C and SIGTERM end it when what runs is finished. */
export async function watchCommand(
  values: WatchAsked,
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
  screen: Pick<Screen, 'print'>,
): Promise<Outcome> {
  const print = coloured(screen);
  const { url, cgroup, once = false } = values;
  const asked = url === undefined ? await configuration.checked() : await quick(url, configuration);
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
  const metrics = metricsAddress(values.metrics);
  const options = { config, logFile, cgroup, docker, directory, secrets, metrics, print };
  if (once) return { text: '', code: CODES[await runOnce({ ...options, signal: new AbortController().signal })] };
  print(`${beginning(config, options)} Ctrl-C ends it.\n`);
  await runReal({ ...options, signal: stopSignal(print) });
  print('Stopped.');
  return { text: '', code: 0 };
}

function metricsAddress(asked: string | undefined): Address | undefined {
  const address = asked === undefined ? undefined : addressOf(asked);
  if (asked !== undefined && !address) {
    throw new UsageError(`--metrics takes an address such as 127.0.0.1:9464, not ${asked}`);
  }
  return address;
}

function withoutReceivers({ slack: _, smtp: __, ...config }: MonitorConfig): MonitorConfig {
  return { ...config, email: [] };
}

/** One endpoint, watched at once; whom to tell is taken from the configuration. */
async function quick(url: string, { input, environment }: Configuration): Promise<MonitorConfig> {
  const { service, smtp, email, slack, timezone, runbookUrl, thresholds } = await input();
  const kept = { service, smtp, email, slack, timezone, runbookUrl, thresholds };
  const whole = {
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    environment: environment ?? 'local',
    endpoints: [{ name: 'health', url }],
  };
  const givenBy = { 'endpoints[0].url': '--url', ...(environment !== undefined && { environment: '--environment' }) };
  return resolveConfig(whole, 'The command line', givenBy);
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
