import { channelsOf } from './asked-for.ts';
import type { MonitorConfig } from './schema.ts';

/** The checklists that fill themselves in. */
export const DIGEST_KINDS = ['daily', 'weekly', 'monthly'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** Those that a configuration asks for and has somebody to send to. */
export function digestsOf(config: Pick<MonitorConfig, 'digests' | 'email' | 'slack'>): DigestKind[] {
  const told = channelsOf(config).some((channel) => config.digests.to.includes(channel));
  return told ? DIGEST_KINDS.filter((kind) => config.digests[kind]) : [];
}
