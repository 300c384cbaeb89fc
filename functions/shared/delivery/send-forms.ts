import type { Clock } from '../ports.ts';
import type { DeliveryError } from './delivery-error.ts';
import { LONGEST_INLINE_WAIT_MS } from './retry-after.ts';

/** Sends one form of a message. @returns why the service did not take it; undefined when it did. */
export type SendForm = (payload: unknown) => Promise<DeliveryError | undefined>;

/**
 * Sends the fullest form of a message; waits a short Retry-After out, once; and where the service refuses a form for what is in it, sends the
 * next, barer one: the plain words are worth more than nothing.
 * @throws DeliveryError of the last form that was tried.
 */
export async function sendForms(forms: readonly unknown[], send: SendForm, clock: Clock): Promise<void> {
  let failure: DeliveryError | undefined;
  for (const form of forms) {
    failure = await send(form);
    const wait = failure?.retryAfterMs;
    if (wait !== undefined && wait <= LONGEST_INLINE_WAIT_MS) {
      await clock.sleep(wait);
      failure = await send(form);
    }
    if (!failure) return;
    if (failure.fault !== 'permanent-payload') throw failure;
  }
  if (failure) throw failure;
}
