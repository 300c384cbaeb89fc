import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { answerSecretsOf, channelSecretsOf, headerSecretsOf } from '../../functions/shared/config/secrets-of.ts';
import { receiversOf } from '../../functions/shared/delivery/receivers-of.ts';
import type { ChannelObservation } from '../../functions/shared/observation.ts';
import type { Clock, Receiver, Secrets, StateStore } from '../../functions/shared/ports.ts';
import type { MailServer } from '../mail/server.ts';

/** Whom one machine tells, and how to find out whether e-mails would arrive. */
export interface MachineReceivers {
  receivers: Receiver[];
  askMailServer(store: Pick<StateStore, 'load'>): Promise<ChannelObservation>;
}

/**
 * The services that are configured, and a receiver for each address of e-mail. The library for mails is loaded where a mail server is configured.
 * @param config of this machine.
 * @param tls of the mail server, more than the system's own.
 */
export async function machineReceivers(
  config: MonitorConfig,
  { secrets, clock, newId, tls }: { secrets: Secrets; clock: Clock; newId(): string; tls?: MailServer['tls'] },
): Promise<MachineReceivers> {
  const services = receiversOf(config, { secrets, clock });
  const { smtp, email } = config;
  const none: ChannelObservation = { channel: 'email', verdict: 'unknown', sentence: 'There is no mail server.', notes: [] };
  if (!smtp) return { receivers: services, askMailServer: async () => none };
  const [{ mailReceivers }, { mailServerOf }, { mailChannel }] = await Promise.all([
    import('../mail/receivers.ts'),
    import('../mail/server.ts'),
    import('../mail/verify.ts'),
  ]);
  const server = mailServerOf(smtp, secrets, { tls });
  const mails = mailReceivers(config, email, { server, clock, newId });
  return {
    // E-mail comes last, so that it can say that the others failed.
    receivers: [...services, ...mails],
    async askMailServer(store) {
      const { receivers } = await store.load(mails.map(({ name }) => name));
      const failing = mails.map(({ name }) => receivers[name]?.failing);
      return mailChannel(
        server,
        email.map((address, i) => ({ address, failing: failing[i] })),
        clock.now(),
      );
    },
  };
}

/** Every secret that a configuration needs on one machine. */
export function neededSecrets(config: MonitorConfig): string[] {
  const others = [config.smtp?.passwordParameter, config.heartbeat?.urlParameter, config.sentryProject?.tokenParameter].filter(
    (p) => p !== undefined,
  );
  // Without an address that people reach there are no answers here.
  const answers = config.answers?.url === undefined ? [] : answerSecretsOf(config);
  return [...new Set([...headerSecretsOf(config), ...channelSecretsOf(config), ...answers, ...others])];
}
