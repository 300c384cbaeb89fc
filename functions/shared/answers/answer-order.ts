import type { ActionId } from '../message/message.ts';
import { soundText } from '../text/sound.ts';

/** What somebody answered, as the reporter takes it. Whoever makes one has proven who asks: by a signed link, or by Slack's signature. */
export interface AnswerOrder {
  command: 'answer';
  action: ActionId;
  incident: string;
  /** "anna (Slack)". */
  by: string;
  /** In the words of whoever answered; empty where none were given. */
  why: string;
  /** Of a silence: when it ends, epoch ms. */
  untilMs?: number;
  /** What is spent by it. */
  nonce: string;
  /** Where Slack takes what came of it, for the one who pressed. */
  replyTo?: string;
}

const ACTIONS: ActionId[] = ['acknowledge', 'silence', 'not-an-incident', 'test'];
export const MOST_NAME = 60;
export const MOST_WHY = 100;
const MOST_ID = 100;
const MOST_ADDRESS = 1_000;

/** What a person wrote, as it may stand in a message: one line, sound, not longer than there is room. */
export function lineOf(written: unknown, most: number): string {
  if (typeof written !== 'string') return '';
  return Array.from(
    soundText(written.slice(0, 4 * most))
      .replace(/\s+/g, ' ')
      .trim(),
  )
    .slice(0, most)
    .join('');
}

/** Reads the event of an invocation. @throws Error that says what is wrong with it. */
export function readAnswerOrder(event: Record<string, unknown>): AnswerOrder {
  const { action, incident, by, why = '', untilMs, nonce, replyTo } = event;
  const known = ACTIONS.find((one) => one === action);
  if (!known) throw new Error(`there is no answer ${JSON.stringify(action)}; known are ${ACTIONS.join(', ')}`);
  const isId = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= MOST_ID;
  if (!isId(incident) || !isId(nonce)) throw new Error(`incident and nonce must be texts of 1 to ${MOST_ID} characters`);
  const name = lineOf(by, MOST_WHY);
  if (name === '') throw new Error('by must say who answers');
  if (untilMs !== undefined && typeof untilMs !== 'number') throw new Error('untilMs must be a time, epoch ms');
  if (replyTo !== undefined && !(typeof replyTo === 'string' && replyTo.length <= MOST_ADDRESS))
    throw new Error('replyTo must be an address');
  return {
    command: 'answer',
    action: known,
    incident,
    by: name,
    why: lineOf(why, MOST_WHY),
    nonce,
    ...(untilMs !== undefined && { untilMs }),
    ...(replyTo !== undefined && { replyTo }),
  };
}
