import type { ChannelObservation } from '../../functions/shared/observation.ts';
import { plural } from '../../functions/shared/text/words.ts';
import { ConversationError, converse } from './conversation.ts';
import { mailFailure } from './failure.ts';
import type { MailServer } from './server.ts';

/** What is known of an address from the mails it was sent. */
export interface AddressRecord {
  address: string;
  /** Since when mails do not arrive, and why; absent when the newest did, or none was sent. */
  failing?: { sinceMs: number; error: string } | undefined;
}

/** A server that greylists takes a mail within some minutes; an address that gets none for longer gets none. */
const LASTS_MS = 15 * 60_000;

/**
 * Would an e-mail be taken? Connects, protects the connection and signs in, and sends nothing. Addresses are not asked for: a
 * server that is asked for many without a mail takes the asker for a collector of addresses. What became of the newest mail to each
 * is known from its record.
 */
export async function mailChannel(server: MailServer, addresses: AddressRecord[], nowMs: number): Promise<ChannelObservation> {
  const refused = addresses.flatMap(({ failing }) => (failing && nowMs - failing.sinceMs >= LASTS_MS ? [failing.error] : []));
  const judged = (verdict: ChannelObservation['verdict'], sentence: string) => ({
    channel: 'email' as const,
    verdict,
    sentence,
    notes: [],
  });
  try {
    await converse(server, undefined);
  } catch (error) {
    if (!(error instanceof ConversationError)) throw error;
    const { message, fault } = mailFailure(error, server);
    // A server that says "later" is there, and may say so to us alone.
    return judged(fault === 'retry' && error.code !== undefined ? 'unknown' : 'down', `${message}.`);
  }
  if (refused.length > 0) return judged('down', `The server answers; ${refused.join('. ')}.`);
  return judged('up', `${server.host} lets us in; ${plural(addresses.length, 'address', 'addresses')}.`);
}
