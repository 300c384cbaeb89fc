import { renderEmail } from '../message/email.ts';
import type { DeliveryOptions, Receiver } from '../ports.ts';
import { DeliveryError } from './delivery-error.ts';

/** Publishes a subject and a text; SNS in AWS, the terminal in the local run. */
export type Publish = (subject: string, text: string, options?: DeliveryOptions) => Promise<void>;

/** The e-mail receiver. */
export function emailReceiver(publish: Publish): Receiver {
  return {
    name: 'email',
    async deliver(message, _thread, options) {
      const { subject, text } = renderEmail(message);
      try {
        await publish(subject, text, options);
      } catch (cause) {
        const ambiguous = mayHaveArrived(cause);
        const why = `e-mail: SNS did not ${ambiguous ? 'say whether it took' : 'take'} the message (${(cause as Error).name})`;
        throw new DeliveryError(why, 'retry', { ambiguous, cause });
      }
    },
  };
}

const BROKEN_OFF = ['TimeoutError', 'AbortError', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** SNS failed after it got the message, or no answer of it came. The SDK names both in its errors. */
function mayHaveArrived(cause: unknown): boolean {
  const { name = '', code = '', $metadata } = cause as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? BROKEN_OFF.includes(name) || BROKEN_OFF.includes(code) : status >= 500;
}
