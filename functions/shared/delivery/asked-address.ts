import type { ChannelObservation } from '../observation.ts';
import { hostOf } from './address-problem.ts';
import { postTo } from './post-to.ts';

/** What was found out about a channel without sending anything through it. */
export type Judged = Omit<ChannelObservation, 'channel'>;

export const up = (sentence: string, notes: string[] = []): Judged => ({ verdict: 'up', sentence, notes });
export const down = (service: string, sentence: string): Judged => judged('down', service, sentence);
export const unknown = (service: string, sentence: string): Judged => judged('unknown', service, sentence);

function judged(verdict: 'down' | 'unknown', service: string, sentence: string): Judged {
  return { verdict, sentence: `${sentence.startsWith(service) ? '' : `${service}: `}${sentence}.`, notes: [] };
}

/**
 * Looks whether anything answers at a host that takes messages and cannot be asked without one. HEAD of its first page changes nothing
 * (RFC 9110 section 9.2.1), and the path of the webhook is not touched.
 */
export async function askedHost(service: string, url: string): Promise<Judged> {
  try {
    const { status } = await postTo(service, `${new URL(url).origin}/`, { method: 'HEAD', headers: {} });
    if (status >= 500) return unknown(service, `${hostOf(url)} answered HTTP ${status}`);
    return up(`${service}: ${hostOf(url)} answers.`, [`${service} cannot be tested without a message: use \`send-test\``]);
  } catch (error) {
    return unknown(service, (error as Error).message);
  }
}
