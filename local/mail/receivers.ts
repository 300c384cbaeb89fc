import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import { mailReceivers as receiversBy } from '../../functions/shared/delivery/mail/mail-receivers.ts';
import type { Clock, Receiver } from '../../functions/shared/ports.ts';
import { ConversationError, converse } from './conversation.ts';
import { mailFailure } from './failure.ts';
import type { MailServer } from './server.ts';

/** Mail servers limit the connections of one client; Exchange Online takes three at a time. */
const MOST_AT_ONCE = 3;

export interface MailPorts {
  server: MailServer;
  clock: Pick<Clock, 'now'>;
  newId(): string;
}

/** A receiver for each address, by a mail server; a server that greylists one address keeps nothing from the others. */
export function mailReceivers(
  { service, smtp }: Pick<MonitorConfig, 'service' | 'smtp'>,
  addresses: string[],
  { server, clock, newId }: MailPorts,
): Receiver[] {
  const takePlace = places(MOST_AT_ONCE);
  return receiversBy(
    { service, from: smtp?.from ?? '', addresses },
    {
      clock,
      newId,
      async send(mail, signal) {
        const leave = await takePlace(signal);
        try {
          await converse(server, mail, signal);
        } catch (error) {
          throw error instanceof ConversationError ? mailFailure(error, server, mail.to) : error;
        } finally {
          leave();
        }
        return undefined;
      },
    },
  );
}

/** So many may be inside at a time; the others wait in the order in which they came. */
function places(most: number): (signal?: AbortSignal) => Promise<() => void> {
  let free = most;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async (signal) => {
    if (free > 0) {
      free--;
      return leave;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(new DeliveryError('e-mail: the other mails took all the time', 'retry'));
      };
      waiting.push(enter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
    return leave;
  };
}
