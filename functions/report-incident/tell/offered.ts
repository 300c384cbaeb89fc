import { within as byTimers } from '../../shared/clock.ts';
import type { Incident } from '../../shared/incident/reporter-state.ts';
import type { Action, Message } from '../../shared/message/message.ts';
import type { TimeLimit } from '../../shared/ports.ts';
import { redact } from '../../shared/text/redact.ts';

/** Makes the answers that a receiver is offered to an incident, or to a test. @throws where they cannot be signed. */
export type Offer = (incident: Incident | undefined, receiver: string, nowMs: number) => Promise<Action[]>;

/** Whoever offers answers; `offer` is absent where nobody takes any. */
export interface Offering {
  offer?: Offer;
  /** @default by the timers of the process */
  within?: TimeLimit;
}

/** No message waits longer for the key to sign with. */
const LONGEST_MS = 2_000;

/** A message with the answers that it offers; it goes out without them, and says so, where they cannot be made. */
export async function withOffer(
  message: Message,
  incident: Incident | undefined,
  receiver: string,
  nowMs: number,
  { offer, within = byTimers }: Offering,
): Promise<Message> {
  if (!offer || message.kind === 'resolved') return message;
  try {
    return { ...message, actions: await within(LONGEST_MS, () => offer(incident, receiver, nowMs)) };
  } catch (error) {
    const why = redact((error as Error).message);
    return { ...message, notices: [...message.notices, `the ways to answer could not be added: ${why}`] };
  }
}
