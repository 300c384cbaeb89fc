import { setTimeout } from 'node:timers/promises';
import type { Message } from '../../message/message.ts';
import { redact } from '../../text/redact.ts';
import { soundText } from '../../text/sound.ts';
import type { SlackCall } from './api.ts';
import { uploadPicture } from './files.ts';
import type { Place } from './place.ts';

/** Other receivers wait, and so does the lease of the run. */
const LONGEST_CHART_MS = 8_000;

/** A message without its picture is still the message: what fails here is only logged. */
export async function attachChart(
  call: SlackCall,
  { chart, short }: Pick<Message, 'chart' | 'short'>,
  place: Place,
  signal?: AbortSignal,
): Promise<void> {
  if (!chart) return;
  const enough = new AbortController();
  const end = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
  try {
    const upload = chart().then((png) => uploadPicture(call, png, { ...place, title: soundText(short) }, end));
    await Promise.race([upload, tooLate(end)]);
  } catch (error) {
    console.warn(JSON.stringify({ chart: redact((error as Error).message) }));
  } finally {
    enough.abort();
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await setTimeout(LONGEST_CHART_MS, undefined, { ref: false, signal });
  throw new Error('it took too long');
}
