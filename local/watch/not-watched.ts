import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { notWatchedMessage } from '../../functions/shared/message/test-message.ts';
import type { Clock, Secrets } from '../../functions/shared/ports.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import type { MailServer } from '../mail/server.ts';
import { machineConfig } from './machine-config.ts';
import { machineReceivers } from './machine-receivers.ts';

/**
 * Tells people that a service is not watched: those of the service itself, else those of another one, for what keeps a service from being
 * watched may keep its messages back, too.
 * @param configs of all services, the one that it is about among them.
 * @throws when there are receivers, and none of them took it.
 */
export async function tellNotWatched(
  slug: string,
  error: Error,
  configs: MonitorConfig[],
  ports: { secrets: Secrets; clock: Clock; newId(): string; tls?: MailServer['tls'] },
): Promise<void> {
  const about = configs.find((config) => config.slug === slug);
  if (!about) return;
  const message = notWatchedMessage(about, redact(soundText(error.message)));
  const failures: unknown[] = [];
  for (const config of [about, ...configs.filter((other) => other !== about)]) {
    const { receivers } = await machineReceivers(machineConfig(config, {}).config, ports);
    const sent = await Promise.allSettled(receivers.map((receiver) => receiver.deliver(message)));
    if (sent.some(({ status }) => status === 'fulfilled')) return;
    failures.push(...sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
  }
  if (failures.length > 0) throw failures[0];
}
