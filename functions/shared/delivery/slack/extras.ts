import { setTimeout } from 'node:timers/promises';
import type { Message } from '../../message/message.ts';
import { renderSlackThread } from '../../message/slack.ts';
import { redact } from '../../text/redact.ts';
import { soundText } from '../../text/sound.ts';
import type { SlackCall } from './api.ts';
import { uploadPicture } from './files.ts';
import type { Place } from './place.ts';
import type { Send } from './send.ts';

/** Other receivers wait, and so does the lease of the run. */
const LONGEST_MS = 8_000;

/**
 * Puts what was found out, and the picture, into the thread of a message that stands. It is the message without them, too, and a message that
 * stands must not be sent again: so what fails here is only logged.
 */
export async function addExtras(
  { send, call }: { send: Send; call: SlackCall },
  message: Message,
  { channel, ts }: Place,
  signal?: AbortSignal,
): Promise<void> {
  const { chart, short } = message;
  const evidence = renderSlackThread(message);
  const quiet = { unfurl_links: false, unfurl_media: false };
  await Promise.all([
    evidence && tried('evidence', signal, () => send('chat.postMessage', channel, { thread_ts: ts, ...evidence, ...quiet })),
    chart &&
      tried('chart', signal, async (end) => uploadPicture(call, await chart(), { channel, ts, title: soundText(short) }, end)),
  ]);
}

async function tried(what: string, signal: AbortSignal | undefined, work: (end: AbortSignal) => Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const end = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
  try {
    await Promise.race([work(end), tooLate(end)]);
  } catch (error) {
    console.warn(JSON.stringify({ [what]: redact((error as Error).message) }));
  } finally {
    enough.abort();
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await setTimeout(LONGEST_MS, undefined, { ref: false, signal });
  throw new Error('it took too long');
}
