import { renderSlack, storyLine } from '../../message/slack.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { DeliveryError } from '../delivery-error.ts';
import { slackApi } from './api.ts';
import { attachChart } from './chart.ts';
import { type Place, placeOf, threadOf } from './place.ts';
import { readSlackSecret } from './secret.ts';
import { type Send, sender } from './send.ts';

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

const QUIET = { unfurl_links: false, unfurl_media: false };

/**
 * One message for each incident, kept up to date in place; what happened stands in its thread. Where Slack does not let it
 * go on there for good, or the configuration names another channel, it begins anew in the configured channel.
 */
export function slackBotReceiver(options: SlackBotOptions): Receiver {
  const { tokenParameter, channel, mention, secrets, clock, apiUrl } = options;
  return {
    name: 'slack',
    async deliver(message, thread, { signal } = {}) {
      const token = await readSlackSecret(secrets, tokenParameter, "the bot's token");
      const call = slackApi(token, clock.now, { base: apiUrl, signal });
      const send = sender(call, message, { clock, tokenParameter });
      const { blocks, text } = renderSlack(message, mention);
      const before = placeOf(thread, channel);
      if (before && (await goesOn(send, before, { blocks, text }, storyLine(message)))) return thread;
      const posted = await send('chat.postMessage', channel, { text, blocks, ...QUIET });
      const place = { channel: typeof posted.channel === 'string' ? posted.channel : channel, ts: posted.ts ?? '' };
      await attachChart(call, message, place, signal);
      return threadOf(place, channel);
    },
  };
}

/** Brings the message of an incident up to date, with a line in its thread. False when Slack does not let it for good. */
async function goesOn(send: Send, { channel, ts }: Place, shown: Record<string, unknown>, story: string): Promise<boolean> {
  try {
    await send('chat.update', channel, { ts, ...shown });
    await send('chat.postMessage', channel, { thread_ts: ts, text: story, ...QUIET });
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.fault === 'retry') throw error;
    return false;
  }
}
