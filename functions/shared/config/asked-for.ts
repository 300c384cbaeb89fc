import type { Channel } from '../observation.ts';
import type { MonitorConfig } from './schema.ts';

/** The checks a configuration asks for; each runs on its own schedule. */
export function checksOf(config: MonitorConfig): ('health' | 'logs' | 'memory')[] {
  return ['health', ...(config.logs ? (['logs'] as const) : []), ...(config.memory || config.disk ? (['memory'] as const) : [])];
}

/** The channels a configuration tells people through. */
export function channelsOf(config: Pick<MonitorConfig, 'email' | 'slack'>): Channel[] {
  return [...(config.email.length > 0 ? (['email'] as const) : []), ...(config.slack ? (['slack'] as const) : [])];
}

/** The channel of a receiver: on one machine each address of e-mail is a receiver of its own, "email ops@example.org". */
export function channelOf(receiver: string): string {
  return receiver.split(' ')[0] ?? receiver;
}
