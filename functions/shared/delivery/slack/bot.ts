import { setTimeout } from 'node:timers/promises';
import type { Message } from '../../message/message.ts';
import { renderSlack, renderSlackPlain, storyLine } from '../../message/slack.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { redact } from '../../text/redact.ts';
import type { DeliveryError } from '../delivery-error.ts';
import { type SlackAnswer, type SlackCall, slackApi, slackApiError } from './api.ts';
import { uploadPicture } from './files.ts';
import { readSlackSecret } from './webhook.ts';

export interface SlackBotOptions {
  tokenParameter: string;
  /** A channel's ID, which a renamed channel keeps. */
  channel: string;
  mention?: string | undefined;
  secrets: Secrets;
  clock: Clock;
  /** @default Slack's own */
  apiUrl?: string;
}

/** One message for each incident, kept up to date in place; what happened stands in its thread. */
export function slackBotReceiver(options: SlackBotOptions): Receiver {
  const { tokenParameter, channel, mention, secrets, clock, apiUrl } = options;
  return {
    name: 'slack',
    async deliver(message, thread) {
      const call = slackApi(await readSlackSecret(secrets, tokenParameter, "the bot's token"), clock.now, apiUrl);
      const { blocks, text } = renderSlack(message, mention);
      const [home = channel, ts = ''] = thread?.split('/') ?? [];
      if (ts) {
        const updated = await send(call, 'chat.update', { channel: home, ts, text, blocks }, message, options);
        // Somebody deleted it: then it begins anew.
        if (updated.error !== 'message_not_found') {
          await send(
            call,
            'chat.postMessage',
            { channel: home, thread_ts: ts, text: storyLine(message), ...QUIET },
            message,
            options,
          );
          return thread;
        }
      }
      const posted = await send(call, 'chat.postMessage', { channel, text, blocks, ...QUIET }, message, options);
      const place = { channel: typeof posted.channel === 'string' ? posted.channel : channel, ts: posted.ts ?? '' };
      await attachChart(call, message, place);
      return `${place.channel}/${place.ts}`;
    },
  };
}

/** Other receivers wait, and so does the lease of the run. */
const LONGEST_CHART_MS = 8_000;

async function tooLate(): Promise<never> {
  await setTimeout(LONGEST_CHART_MS, undefined, { ref: false });
  throw new Error('it took too long');
}

/** A message without its picture is still the message: what fails here is only logged. */
async function attachChart(call: SlackCall, { chart, short }: Message, place: { channel: string; ts: string }): Promise<void> {
  if (!chart) return;
  try {
    const upload = chart().then((png) => uploadPicture(call, png, { ...place, title: short }));
    await Promise.race([upload, tooLate()]);
  } catch (error) {
    console.warn(JSON.stringify({ chart: redact((error as Error).message) }));
  }
}

const QUIET = { unfurl_links: false, unfurl_media: false };
/** Waits of a rate limit up to this long are waited out at once; longer ones are left to the queue. */
const LONGEST_INLINE_WAIT_MS = 5_000;

async function send(
  call: SlackCall,
  method: string,
  args: Record<string, unknown>,
  message: Message,
  options: SlackBotOptions,
): Promise<SlackAnswer> {
  const once = (now: Record<string, unknown>) =>
    call(method, now).catch(async (error: DeliveryError) => {
      const wait = error.retryAfterMs;
      if (wait === undefined || wait > LONGEST_INLINE_WAIT_MS) throw error;
      await options.clock.sleep(wait);
      return call(method, now);
    });
  const answer = await once(args);
  if (answer.ok || answer.error === 'message_not_found') return answer;
  const failure = slackApiError(answer.error ?? '', options);
  if (failure.fault !== 'permanent-payload' || args.blocks === undefined) throw failure;
  // Slack refused the blocks: the plain words are worth more than nothing.
  const { blocks: _, ...rest } = args;
  const plain = await once({ ...rest, ...renderSlackPlain(message) });
  if (!plain.ok) throw slackApiError(plain.error ?? '', options);
  return plain;
}
