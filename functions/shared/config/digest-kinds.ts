import type { Channel } from '../observation.ts';
import { channelsOf } from './asked-for.ts';
import type { MonitorConfig } from './schema.ts';

/** The checklists that fill themselves in. */
export const DIGEST_KINDS = ['daily', 'weekly', 'monthly'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** When each comes, besides its hour: minutes apart, so that on a Monday that is the first of a month they come in this order. */
export const DIGEST_TIMES: Record<DigestKind, { minute: string; day?: string; weekDay?: string }> = {
  daily: { minute: '0' },
  weekly: { minute: '5', weekDay: 'MON' },
  monthly: { minute: '10', day: '1' },
};

/** Those that a configuration asks for and has somebody to send to. */
export function digestsOf(config: Pick<MonitorConfig, 'digests' | Channel>): DigestKind[] {
  const told = channelsOf(config).some((channel) => config.digests.to.some((to) => to === channel));
  return told ? DIGEST_KINDS.filter((kind) => config.digests[kind]) : [];
}
