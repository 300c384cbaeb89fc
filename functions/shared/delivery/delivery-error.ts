/** What became of a delivery that failed. payload: the message is at fault; config: the receiver's set-up is. */
export type DeliveryFault = 'retry' | 'permanent-payload' | 'permanent-config';

/** A message did not arrive. The text names the cause and what to renew, never the secret. */
export class DeliveryError extends Error {
  readonly fault: DeliveryFault;
  /** How long the receiver asked to be left alone, in ms. */
  readonly retryAfterMs: number | undefined;
  /** True when it may have arrived all the same: the answer was lost, or did not come in time. */
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
