import { channelsOf } from '../../functions/shared/config/asked-for.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import { LOCAL_LOG_GROUP } from '../../functions/shared/config/local-log-group.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { CONTAINER_SERIES } from '../../functions/shared/container-series.ts';

/** Where the samples of `--cgroup` are kept. */
export const CGROUP_MEMORY = { namespace: 'Local/Cgroup', metric: 'memory_percent', dimensions: {} };
const LOG_DEFAULTS: NonNullable<MonitorConfig['logs']> = {
  ...DEFAULTS.logs,
  group: LOCAL_LOG_GROUP,
  healthPaths: [...DEFAULTS.logs.healthPaths],
  servedPathPrefixes: [...DEFAULTS.logs.servedPathPrefixes],
};
/** A line of a file is there when it is written. */
const LOCAL_DELAY_SECONDS = 1;

/** What Docker is asked for. */
export interface DockerSources {
  /** Its driver gives the log of the container back. */
  hasLog: boolean;
}

const sampled = (metric: string) =>
  ({ source: 'metric', namespace: CONTAINER_SERIES.namespace, metric, dimensions: {}, unit: 'percent' }) as const;

/**
 * A configuration as it holds on one machine: e-mail is what the mail server of `smtp` sends, a log file is read without delay, and a
 * private address is as good as any, for whoever starts the monitor may ask it anyway.
 * @returns with `notes` what of the configuration has no effect here, a sentence each.
 */
export function machineConfig(
  config: MonitorConfig,
  { logFile, cgroup, docker }: { logFile?: string | undefined; cgroup?: string | undefined; docker?: DockerSources | undefined },
): { config: MonitorConfig; notes: string[] } {
  const { smtp, logs } = config;
  const email = smtp ? (smtp.to ?? config.email) : [];
  const isHere = Boolean(logFile) || docker?.hasLog === true;
  const local: MonitorConfig = {
    ...config,
    email,
    ...((logs || isHere) && {
      logs: { ...LOG_DEFAULTS, ...logs, ...(isHere && { ingestionDelaySeconds: LOCAL_DELAY_SECONDS }) },
    }),
    ...(docker && { memory: sampled(CONTAINER_SERIES.memory), cpu: sampled(CONTAINER_SERIES.cpu) }),
    ...(cgroup && { memory: { source: 'metric', ...CGROUP_MEMORY, unit: 'percent' } }),
    network: { ...config.network, allowPrivateTargets: true },
  };
  const notes = [
    ...(!smtp && config.email.length > 0 ? ['email: there is no smtp, so nobody gets e-mails from this machine'] : []),
    ...(channelsOf(local).length === 0 ? ['nobody is configured to be told: messages are printed here'] : []),
    ...deafRoutes(local),
    ...(config.sentry ? ['sentry: the errors of the monitor itself are printed here, not sent'] : []),
  ];
  return { config: local, notes };
}

/** Routes whose receivers are all elsewhere, such as one to e-mail where there is no mail server. */
function deafRoutes(config: MonitorConfig): string[] {
  const there = channelsOf(config);
  return (config.routes ?? []).flatMap(({ to }, i) =>
    to.length === 0 || to.some((one) => there.includes(one))
      ? []
      : [`routes[${i}]: none of its receivers is on this machine: a page goes to all that are, a warning to nobody by it`],
  );
}
