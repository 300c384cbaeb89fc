import { CHANNELS, type Channel } from '../observation.ts';
import { isScheduled } from './asked-of-endpoint.ts';
import { DEFAULTS } from './defaults.ts';
import type { EndpointConfig, MonitorConfig } from './schema.ts';

/** The checks a configuration asks for; each runs on its own schedule. */
export function checksOf(config: MonitorConfig): ('health' | 'logs' | 'memory')[] {
  const { logs, memory, disk, cpu } = config;
  return ['health', ...(logs ? (['logs'] as const) : []), ...(memory || disk || cpu ? (['memory'] as const) : [])];
}

/** The channels a configuration tells people through. */
export function channelsOf(config: Pick<MonitorConfig, Channel>): Channel[] {
  return CHANNELS.filter((channel) => (channel === 'email' ? config.email.length > 0 : config[channel] !== undefined));
}

/** True where a receiver shows a picture of what the alarm watches. */
export const showsPictures = ({ slack, ses }: Pick<MonitorConfig, 'slack' | 'ses'>): boolean =>
  slack?.botTokenParameter !== undefined || ses !== undefined;

/** The channel of a receiver: on one machine each address of e-mail is a receiver of its own, "email ops@example.org". */
export function channelOf(receiver: string): string {
  return receiver.split(' ')[0] ?? receiver;
}

/** The endpoints that are probed each minute; the others only when somebody asks by hand. */
export function scheduledEndpoints({ endpoints }: Pick<MonitorConfig, 'endpoints'>): EndpointConfig[] {
  return endpoints.filter(isScheduled);
}

/** In AWS: whom the monitor asks when no endpoint answers; undefined where that is switched off. */
export function independentTargetOf({ network }: Pick<MonitorConfig, 'network'>): string | undefined {
  const { independentTarget = DEFAULTS.network.independentTarget } = network;
  return independentTarget === false ? undefined : independentTarget;
}
