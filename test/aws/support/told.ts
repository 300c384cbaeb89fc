import { type Email, inbox, storeSlackWebhook, wish } from './emulator.ts';

let read: () => Promise<Email[]> = () => Promise.reject(new Error('listen first'));

/** Opens a mailbox at the alert topic and lets the monitor know Slack's stand-in. */
export async function listen(): Promise<void> {
  await storeSlackWebhook();
  read = await inbox();
}

/** Every e-mail so far. */
export const mails = () => read();

/** The headers of every Slack message so far. */
export const slackHeaders = async () =>
  (await wish({ slackGot: true })).map((payload) =>
    payload.blocks.flatMap((b) => (b.type === 'header' ? [b.text.text] : [])).join(),
  );

/** An event of the queue that wakes the reporter and says nothing. */
export const wakeUp = { Records: [{ body: '{"source":"test"}' }] };
