import type { Message } from '../../message/message.ts';
import { renderSlackPlain } from '../../message/slack.ts';
import type { Clock } from '../../ports.ts';
import { DeliveryError } from '../delivery-error.ts';
import { LONGEST_INLINE_WAIT_MS } from '../retry-after.ts';
import { type SlackAnswer, type SlackCall, slackApiError } from './api.ts';

/** Writes to a channel. @throws DeliveryError that names the channel when Slack refuses it. */
export type Send = (method: string, channel: string, args: Record<string, unknown>) => Promise<SlackAnswer>;

/** Sends a message, waits out a short rate limit, and falls back to the plain words where Slack refuses the blocks. */
export function sender(
  call: SlackCall,
  message: Message,
  { clock, tokenParameter }: { clock: Clock; tokenParameter: string },
): Send {
  const patiently: SlackCall = (method, args) =>
    call(method, args).catch(async (error: unknown) => {
      const wait = error instanceof DeliveryError ? error.retryAfterMs : undefined;
      if (wait === undefined || wait > LONGEST_INLINE_WAIT_MS) throw error;
      await clock.sleep(wait);
      return call(method, args);
    });
  return async (method, channel, args) => {
    const answer = await patiently(method, { channel, ...args });
    if (answer.ok) return answer;
    const failure = slackApiError(answer.error ?? '', { tokenParameter, channel });
    if (failure.fault !== 'permanent-payload' || args.blocks === undefined) throw failure;
    // The plain words are worth more than nothing; an update without blocks would leave the old ones.
    const { blocks: _, ...rest } = args;
    const bare = method === 'chat.update' ? { blocks: [] } : {};
    // In a thread the text says what is new, and the message above it the rest.
    const words = args.thread_ts === undefined ? renderSlackPlain(message) : {};
    const plain = await patiently(method, { channel, ...rest, ...words, ...bare });
    if (!plain.ok) throw slackApiError(plain.error ?? '', { tokenParameter, channel });
    return plain;
  };
}
