import { LOCAL_LOG_GROUP } from './local-log-group.ts';
import type { MonitorConfig } from './schema.ts';
import type { Fault } from './text-faults.ts';

/** A service, or undefined for one that is wrong by itself. */
type Maybe = MonitorConfig | undefined;

/** What each service may be by itself, and not beside the others: whatever would make one of two for people, for AWS or for a count. */
export function betweenServices(configs: Maybe[]): Fault[] {
  return [
    ...twice(configs, calledInMessages, nameFault),
    ...twice(configs, ({ slug }) => slug, slugFault),
    ...twice(configs, ({ heartbeat }) => heartbeat?.urlParameter, heartbeatFault),
    ...twice(configs, ({ logs }) => logs?.file, fileFault),
    ...twice(configs, ({ docker }) => docker?.container, containerFault),
    ...logFaults(configs, false),
  ];
}

const calledInMessages = ({ service, environment }: MonitorConfig) => `${service} ${environment}`.toLowerCase();

type Said = (
  config: MonitorConfig,
  first: number,
  firstConfig: MonitorConfig,
) => { key: PropertyKey[]; message: string } | undefined;

/** A fault for each service that has the same of something as one before it. */
function twice(configs: Maybe[], of: (config: MonitorConfig) => string | undefined, say: Said): Fault[] {
  const values = configs.map((config) => config && of(config));
  return configs.flatMap((config, i) => {
    const first = values[i] === undefined ? i : values.indexOf(values[i]);
    const said = first === i || !config ? undefined : say(config, first, configs[first] as MonitorConfig);
    return said ? [{ path: ['services', i, ...said.key], message: said.message }] : [];
  });
}

const nameFault: Said = ({ service, environment }, first) => ({
  key: ['environment'],
  message: `messages call services[${first}] ${service} ${environment} already; give one of the two another service or environment`,
});

/** Two that people cannot tell apart have the same slug besides, and are told once. */
const slugFault: Said = (config, first, firstConfig) =>
  calledInMessages(config) === calledInMessages(firstConfig)
    ? undefined
    : {
        key: ['slug'],
        message: `'${config.slug}' stands in the names of services[${first}] already; give one of the two a slug of its own`,
      };

const heartbeatFault: Said = (_, first) => ({
  key: ['heartbeat'],
  message: `is that of services[${first}]; give each its own, for one that they share goes on while any of them is watched`,
});

const fileFault: Said = (_, first) => ({
  key: ['logs', 'file'],
  message: `is the file of services[${first}]; each line would count for both`,
});

const containerFault: Said = (_, first) => ({
  key: ['docker', 'container'],
  message: `is the container of services[${first}]; name that of this service`,
});

/**
 * Two that read one log group must each name a stream, or the lines of one count for the other too.
 * @param inAws false where a log that is a file is read as that.
 */
export function logFaults(configs: Maybe[], inAws: boolean): Fault[] {
  return configs.flatMap((config, i) => {
    const first = configs.slice(0, i).findIndex((before) => isShared(before?.logs, config?.logs, inAws));
    if (first < 0) return [];
    const message = `reads the log of services[${first}]; give each a group or a stream of its own, or lines count for both`;
    return [{ path: ['services', i, 'logs'], message }];
  });
}

function isShared(a: MonitorConfig['logs'], b: MonitorConfig['logs'], inAws: boolean): boolean {
  if (!a || !b || a.group !== b.group || a.group === LOCAL_LOG_GROUP || a.region !== b.region || (!inAws && a.file && b.file))
    return false;
  return a.stream === undefined || b.stream === undefined || a.stream === b.stream;
}
