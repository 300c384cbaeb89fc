import type { MonitorConfig } from '../config/schema.ts';
import { emailReceiver } from '../delivery/email.ts';
import { mailReceivers } from '../delivery/mail/mail-receivers.ts';
import type { Clock, Receiver } from '../ports.ts';
import { topicPublisher } from './email-topic.ts';

/** How e-mail goes out in AWS: by SES where the configuration asks for it, a mail for each address; else by the topic. */
export function emailReceiversOf(
  { service, email, ses }: Pick<MonitorConfig, 'service' | 'email' | 'ses'>,
  topicArn: string,
  { clock, newId, region }: { clock: Clock; newId(): string; region: string },
): Receiver[] {
  if (!ses) return [emailReceiver(topicPublisher(topicArn))];
  return mailReceivers(
    { service, from: ses.from, addresses: email },
    {
      clock,
      newId,
      threadDomain: idDomain(region),
      send: async (mail, signal) => (await import('./ses.ts')).sendBySes(mail, signal),
    },
  );
}

/** What stands behind the @ in the ids that SES gives mails; in the first of its regions it has no region in it. */
const idDomain = (region: string): string => `${region === 'us-east-1' ? 'email' : region}.amazonses.com`;
