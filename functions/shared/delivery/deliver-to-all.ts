import type { Message } from '../message/message.ts';
import type { Receiver } from '../ports.ts';

export interface FailedDelivery {
  receiver: string;
  error: Error;
}

/**
 * Delivers a message that is no incident's to each receiver, whatever became of those before it.
 * @param withFailures the message for the next receiver, which can name those that failed.
 * @returns what failed; it does not throw.
 */
export async function deliverToAll(
  receivers: Receiver[],
  withFailures: (failures: FailedDelivery[]) => Message,
): Promise<FailedDelivery[]> {
  const failures: FailedDelivery[] = [];
  for (const receiver of receivers) {
    try {
      await receiver.deliver(withFailures(failures));
    } catch (error) {
      failures.push({ receiver: receiver.name, error: error as Error });
    }
  }
  return failures;
}
