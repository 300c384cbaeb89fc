import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CGROUP_FILES } from '../functions/check-memory/cgroup.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { EngineError } from '../local/docker/engine-error.ts';
import { openDocker } from '../local/docker/open-docker.ts';
import { type Address, addressOf } from '../local/exposition/page.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { neededSecrets } from '../local/watch/machine-receivers.ts';
import { machineSecrets, missingSecrets } from '../local/watch/machine-secrets.ts';
import type { RealOptions } from '../local/watch/real.ts';
import type { Print } from '../local/watch/terminal.ts';
import type { PageAsked } from './page.ts';
import { mustBeReadable, UsageError } from './usage-error.ts';

/** What the command line gave `watch`. */
export interface WatchAsked extends PageAsked {
  url?: string;
  'log-file'?: string;
  cgroup?: string;
  docker?: string;
  data?: string;
  secrets?: string;
  metrics?: string;
  once?: true;
}

/** The exit code of a round. */
export const ROUND_CODES = { well: 0, bad: 1, unknown: 3 } as const;

/** All but when it ends. */
export type Prepared = Omit<RealOptions, 'signal'>;

/** What a service is watched with. @throws UsageError when something that it needs is missing. */
export async function prepared(
  asked: MonitorConfig,
  values: WatchAsked,
  environment: NodeJS.ProcessEnv,
  print: Print,
  configurationFile?: string,
): Promise<Prepared> {
  const { url, cgroup } = values;
  const metrics = metricsAddress(values.metrics);
  const opened = await dockerOf(values.docker, asked, environment);
  const hasOtherLog = values['log-file'] !== undefined || asked.logs !== undefined;
  // Where no other log is named it is Docker's, which then says why it is unknown.
  const otherLog = values['log-file'] ?? asked.logs?.file ?? (asked.logs && `the log group ${asked.logs.group}`);
  const docker = opened && { ...opened, hasLog: opened.hasLog || !hasOtherLog, ...(otherLog && { otherLog }) };
  // Docker, then the file, then CloudWatch.
  const logFile = docker?.hasLog ? undefined : (values['log-file'] ?? asked.logs?.file);
  const isWaitedFor = logFile !== undefined && !existsSync(logFile);
  if (logFile && !isWaitedFor) mustBeReadable(logFile);
  for (const name of cgroup ? CGROUP_FILES : []) {
    mustBeReadable(join(cgroup as string, name), '. --cgroup takes the cgroup v2 directory of the container');
  }
  const secrets = machineSecrets({ environment, directory: values.secrets });
  const missing = await missingSecrets(secrets, neededSecrets(asked));
  // Whoever only looks at once needs nobody told.
  if (missing.length > 0 && !url) {
    throw new UsageError(['These secrets are missing:', ...missing].join('\n  '), { isOfConfiguration: true });
  }
  const told = missing.length > 0 ? withoutReceivers(asked) : asked;
  const { config, notes } = machineConfig(told, { logFile, cgroup, docker });
  if (isWaitedFor) print(`note: ${logFile} is not there yet: until it is, what the log says is unknown`);
  const secretNotes = missing.map((m) => `a secret is missing, so nobody is told: ${m}`);
  for (const note of [...(docker?.note ? [`docker: ${docker.note}`] : []), ...secretNotes, ...notes]) print(`note: ${note}`);
  // `--url` takes the place of what the file watches.
  const file = url === undefined ? configurationFile : undefined;
  const directory = values.data ?? environment.STATE_DIRECTORY ?? (url ? undefined : '.atlasml-monitor');
  return { config, configurationFile: file, logFile, cgroup, docker, directory, secrets, metrics, print };
}

function metricsAddress(asked: string | undefined): Address | undefined {
  const address = asked === undefined ? undefined : addressOf(asked);
  if (asked !== undefined && !address) {
    throw new UsageError(`--metrics takes an address such as 127.0.0.1:9464, not ${asked}`);
  }
  return address;
}

/** @param name takes the place of the configured container; those beside it stay. */
async function dockerOf(name: string | undefined, { docker }: MonitorConfig, environment: NodeJS.ProcessEnv) {
  const asked = name === undefined ? docker : { also: [], ...docker, container: name };
  try {
    return asked && (await openDocker(asked, environment));
  } catch (error) {
    throw error instanceof EngineError ? new UsageError(error.message) : error;
  }
}

function withoutReceivers(config: MonitorConfig): MonitorConfig {
  const none = {
    slack: undefined,
    teams: undefined,
    pagerduty: undefined,
    ntfy: undefined,
    webhook: undefined,
    routes: undefined,
  };
  return { ...config, ...none, smtp: undefined, email: [] };
}

/** What is watched, and where what must last is kept. */
export function beginning({ config: { endpoints, logs }, logFile, docker, directory }: Prepared): string {
  const log = docker?.hasLog ? undefined : (logFile ?? (logs && `the log group ${logs.group}`));
  const container = docker ? [`the container ${docker.names.container}`] : [];
  const watched = [...endpoints.map(({ url }) => url), ...(log ? [log] : []), ...container].join(' and ');
  return `Watching ${watched} once a minute. ${directory ? `What must last is kept in ${directory}.` : 'Nothing is kept.'}`;
}
