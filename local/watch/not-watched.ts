import type { Named } from '../../functions/shared/config/choose-services.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { notWatchedMessage } from '../../functions/shared/message/test-message.ts';
import type { Clock, Secrets } from '../../functions/shared/ports.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { MailServer } from '../mail/server.ts';
import { machineConfig } from './machine-config.ts';
import { machineReceivers } from './machine-receivers.ts';

export interface NotWatched {
  about: Named;
  why: string;
  todo: string;
}

/**
 * Tells people that a service is not watched: those of the service itself, else those of another one, for what keeps a service from being
 * watched may keep its messages back, too.
 * @param configs of all services that can be read.
 * @throws when there are receivers, and none of them took it.
 */
export async function tellNotWatched(
  { about, why, todo }: NotWatched,
  configs: MonitorConfig[],
  ports: { secrets: Secrets; clock: Clock; newId(): string; tls?: MailServer['tls'] },
): Promise<void> {
  const isOwn = ({ slug }: MonitorConfig) => slug === about.slug;
  const inOrder = [...configs.filter(isOwn), ...configs.filter((config) => !isOwn(config))];
  const failures: unknown[] = [];
  for (const config of inOrder) {
    const { service, environment } = about;
    const message = notWatchedMessage({ ...config, service, environment }, redact(soundText(why)), todo);
    const { receivers } = await machineReceivers(machineConfig(config, {}).config, ports);
    const sent = await Promise.allSettled(receivers.map((receiver) => receiver.deliver(message)));
    if (sent.some(({ status }) => status === 'fulfilled')) return;
    failures.push(...sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
  }
  if (failures.length > 0) throw failures[0];
}
