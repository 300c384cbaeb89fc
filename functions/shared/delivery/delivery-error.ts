/**
 * Why a delivery failed. retry: it may go well the next time. permanent-payload: the receiver never takes this message.
 * permanent-config: nothing arrives until somebody mends the receiver's set-up.
 */
export type DeliveryFault = 'retry' | 'permanent-payload' | 'permanent-config';

/** It is not known that a message arrived. The text names the cause and what to renew, never the secret. */
export class DeliveryError extends Error {
  readonly fault: DeliveryFault;
  /** How long the receiver asked to be left alone, in ms. */
  readonly retryAfterMs: number | undefined;
  /**
   * True when the message may have arrived all the same: it was sent, and no answer came, or one that says nothing of it.
   * False when it did not: it never left, or was refused.
   */
  readonly ambiguous: boolean;

  constructor(
    message: string,
    fault: DeliveryFault,
    options: { retryAfterMs?: number | undefined; ambiguous?: boolean | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    this.fault = fault;
    this.retryAfterMs = options.retryAfterMs;
    this.ambiguous = options.ambiguous ?? false;
  }
}
