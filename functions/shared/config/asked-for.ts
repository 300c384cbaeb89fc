import type { Channel } from '../observation.ts';
import type { MonitorConfig } from './schema.ts';

/** The checks a configuration asks for; each runs on its own schedule. */
export function checksOf(config: MonitorConfig): ('health' | 'logs' | 'memory')[] {
  const { logs, memory, disk, cpu } = config;
  return ['health', ...(logs ? (['logs'] as const) : []), ...(memory || disk || cpu ? (['memory'] as const) : [])];
}

/** The channels a configuration tells people through. */
export function channelsOf(config: Pick<MonitorConfig, 'email' | 'slack'>): Channel[] {
  return [...(config.email.length > 0 ? (['email'] as const) : []), ...(config.slack ? (['slack'] as const) : [])];
}
