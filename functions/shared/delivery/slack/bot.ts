import { renderSlackFirst, renderSlackThread, type SlackForm, storyLine } from '../../message/slack.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { DeliveryError } from '../delivery-error.ts';
import { slackApi } from './api.ts';
import { addExtras } from './extras.ts';
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
 * One message for each incident, kept up to date in place; what happened, and how that is known, stands in its thread. Where Slack does not let it
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
      const first = renderSlackFirst(message, mention);
      const before = placeOf(thread, channel);
      if (before && (await goesOn(send, before, first, renderSlackThread(message, storyLine(message))))) return thread;
      const posted = await send('chat.postMessage', channel, { ...first, ...QUIET });
      const place = { channel: typeof posted.channel === 'string' ? posted.channel : channel, ts: posted.ts ?? '' };
      await addExtras({ send, call }, message, place, signal);
      return threadOf(place, channel);
    },
  };
}

/** Brings the message of an incident up to date, with its news in the thread. False when Slack does not let it for good. */
async function goesOn(send: Send, { channel, ts }: Place, first: SlackForm, news: SlackForm | undefined): Promise<boolean> {
  try {
    await send('chat.update', channel, { ts, ...first });
    if (news) await send('chat.postMessage', channel, { thread_ts: ts, ...news, ...QUIET });
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.fault === 'retry') throw error;
    return false;
  }
}
