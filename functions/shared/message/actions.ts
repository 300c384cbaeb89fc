import type { Link, Message } from './message.ts';
import { isWeb } from './web-link.ts';

/**
 * What stands before the links by which a reader may answer. Each form shows it with them, and takes them from the message as it was
 * given: what redacts or cuts a text would break the signature.
 */
export const ANSWER_WORDS = 'Answer (a link works once, for a day, and asks before it acts)';

/** The links by which a reader may answer; empty where answers are not configured. */
export function actionLinks({ actions = [] }: Pick<Message, 'actions'>): Link[] {
  return actions.filter(({ url }) => isWeb(url)).map(({ label, url }) => ({ label, url }));
}

/** The message as it may be kept or printed: a link that answers is a right, and belongs to the receiver alone. */
export function withoutActions({ actions: _, ...message }: Message): Message {
  return message;
}
