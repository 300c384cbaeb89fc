import type { Clock, Receiver } from '../../ports.ts';

/** A whole mail, and between whom it goes. */
export interface Mail {
  from: string;
  to: string;
  /** With its headers. */
  bytes: Uint8Array;
}

export interface MailPorts {
  /** @returns what stands before the @ in the id that the mail got on its way, where that is not its own. @throws DeliveryError */
  send(mail: Mail, signal?: AbortSignal): Promise<string | undefined>;
  clock: Pick<Clock, 'now'>;
  newId(): string;
  /** What stands behind the @ of ids that mails get on their way. */
  threadDomain?: string;
}

/**
 * A receiver for each address: each has its own mail, its own record of what it was told and its own pauses, so that one address that is
 * refused keeps nothing from the others. What composes mails is loaded with the first one.
 * @param from the sender. @param addresses who gets the mails; the receiver of one is named "email ADDRESS".
 */
export function mailReceivers(
  { service, from, addresses }: { service: string; from: string; addresses: string[] },
  { send, clock, newId, threadDomain }: MailPorts,
): Receiver[] {
  return addresses.map((to) => ({
    name: `email ${to}`,
    async deliver(message, thread, { signal } = {}) {
      const { composeMail } = await import('./compose-mail.ts');
      const letter = { from, to, sender: `${service} Monitor`, atMs: clock.now(), newId, thread, threadDomain };
      const { id, bytes } = await composeMail(message, letter);
      const given = await send({ from, to, bytes }, signal);
      return thread ?? given ?? id;
    },
  }));
}
