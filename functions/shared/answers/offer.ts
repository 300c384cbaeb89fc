import { shownReceiver } from '../delivery/shown-receiver.ts';
import type { Incident } from '../incident/reporter-state.ts';
import type { Action, ActionId } from '../message/message.ts';
import { type AnswerKey, answerKeys, KEY_WORDS } from './answer-key.ts';
import { LINK_MS, signedRight } from './answer-link.ts';

/** What a service needs to offer answers. */
export interface Offering {
  /** The slug of the service. */
  service: string;
  /** Where answers are taken; its path ends with a slash. */
  url: string;
  /** What links are signed with. @throws where it cannot be read. */
  keys(): Promise<AnswerKey[]>;
  /** True where somebody checks Slack's signature, so that buttons answer. */
  hasSlackButtons: boolean;
  newNonce(): string;
}

const LABELS: Record<ActionId, string> = {
  acknowledge: 'Acknowledge',
  silence: 'Silence',
  'not-an-incident': 'Not an incident',
  test: 'Try an answer',
};

/** What a test is about, in place of an incident. */
const TEST_INCIDENT = 'test';

/**
 * The answers that a receiver is offered to an incident: those that would change something. To a test, which is about none, the one that
 * shows that answers arrive, and changes nothing.
 */
export async function offeredFor(
  incident: Pick<Incident, 'id' | 'acknowledgedBy' | 'dismissed'> | undefined,
  receiver: string,
  nowMs: number,
  offering: Offering,
): Promise<Action[]> {
  if (!incident) return actionsOf(['test'], TEST_INCIDENT, receiver, nowMs, offering);
  const ids: ActionId[] = [
    ...(incident.acknowledgedBy === undefined ? ['acknowledge' as const] : []),
    'silence',
    ...(incident.dismissed ? [] : ['not-an-incident' as const]),
  ];
  return actionsOf(ids, incident.id, receiver, nowMs, offering);
}

async function actionsOf(
  ids: ActionId[],
  incident: string,
  receiver: string,
  nowMs: number,
  { service, url, keys, hasSlackButtons, newNonce }: Offering,
): Promise<Action[]> {
  const [key] = await keys();
  if (!key) throw new Error('there is no key to sign answers with');
  const expiresMs = Math.floor((nowMs + LINK_MS) / 1000) * 1000;
  return ids.map((id) => {
    const token = signedRight(
      { service, incident, action: id, receiver: shownReceiver(receiver), expiresMs, nonce: newNonce() },
      key,
    );
    return {
      id,
      label: LABELS[id],
      url: `${url}answer?t=${token}`,
      ...(hasSlackButtons && receiver === 'slack' && { slack: `${service} ${incident}` }),
    };
  });
}

/** Reads the keys of a parameter. @throws Error that says what the parameter must hold. */
export async function readAnswerKeys(read: (parameter: string) => Promise<string>, parameter: string): Promise<AnswerKey[]> {
  const secret = await read(parameter).catch((cause: Error) => {
    throw new Error(`the parameter ${parameter} cannot be read (${cause.name})`, { cause });
  });
  const keys = answerKeys(secret);
  if (!keys) throw new Error(`the parameter ${parameter} must hold ${KEY_WORDS}, or two of these with a space between`);
  return keys;
}
