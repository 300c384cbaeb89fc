import { renderEmail } from '../message/email.ts';
import type { Receiver } from '../ports.ts';
import { DeliveryError } from './delivery-error.ts';

/** Publishes a subject and a text; SNS in AWS, the terminal in the local run. */
export type Publish = (subject: string, text: string) => Promise<void>;

/** The e-mail receiver. */
export function emailReceiver(publish: Publish): Receiver {
  return {
    name: 'email',
    async deliver(message) {
      const { subject, text } = renderEmail(message);
      try {
        await publish(subject, text);
      } catch (cause) {
        throw new DeliveryError(`e-mail: SNS did not take the message (${(cause as Error).name})`, 'retry', { cause });
      }
    },
  };
}
