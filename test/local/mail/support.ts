import type { DeliveryError } from '../../../functions/shared/delivery/delivery-error.ts';
import type { Message } from '../../../functions/shared/message/message.ts';
import { testMessage } from '../../../functions/shared/message/test-message.ts';
import { mailReceivers } from '../../../local/mail/receivers.ts';
import type { MailServer } from '../../../local/mail/server.ts';
import { StillClock } from '../../support/fakes.ts';

const clock = new StillClock('2026-11-25T10:00:00Z');
const config = { service: 'AtlasML', smtp: { host: 'localhost', from: 'monitor@example.org', security: 'none' as const } };
export const to = (addresses: string[], server: MailServer) =>
  mailReceivers(config, addresses, { server, clock, newId: () => 'new-id' });
export const receiver = (server: MailServer) => {
  const [one] = to(['ops@example.org'], server);
  if (!one) throw new Error('there is no receiver');
  return one;
};
export const message: Message = {
  ...testMessage({ service: 'AtlasML', environment: 'test' }, clock.now()),
  story: { incident: 'a-1', step: '1.opened' },
};
export const failure = (server: MailServer) =>
  receiver(server)
    .deliver(message)
    .then(
      () => undefined,
      (error: DeliveryError) => error,
    );
