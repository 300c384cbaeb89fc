import { DeliveryError } from '../delivery-error.ts';
import { mayHaveArrived, type ServiceAnswer } from '../post-to.ts';
import { retryAfterMs } from '../retry-after.ts';

interface Parameters {
  topicParameter: string;
  tokenParameter?: string | undefined;
}

/** Errors that are about the topic, and not about what is sent to it: its name is not valid, or reserved. Source: errors.go of ntfy's server. */
const ABOUT_TOPIC = [40009, 40010];

/**
 * Why a message was not taken; undefined when it was: 200, and the message comes back with an id. Every error has a number of its own.
 * Sources: https://docs.ntfy.sh/publish/, https://docs.ntfy.sh/publish/#limitations (429), and errors.go of ntfy's server.
 */
export function classifyNtfy(
  { status, body, retryAfter }: ServiceAnswer,
  { topicParameter, tokenParameter }: Parameters,
  nowMs: number,
): DeliveryError | undefined {
  const { id, code } = readAnswer(body);
  if (status === 200 && typeof id === 'string') return undefined;
  if (status < 300) {
    const strange = `ntfy answered HTTP ${status} without a message: a proxy or another service answers in its place; see what the parameter ${topicParameter} holds`;
    return new DeliveryError(strange, 'retry', { ambiguous: true });
  }
  const answered = `ntfy answered HTTP ${status}${typeof code === 'number' ? ` (${code})` : ''}`;
  // 507: the server has no room left for messages.
  if (status === 408 || status === 429 || status >= 500) {
    const wait = retryAfterMs(retryAfter, nowMs) ?? undefined;
    return new DeliveryError(answered, 'retry', { retryAfterMs: wait, ambiguous: mayHaveArrived(status) && status !== 507 });
  }
  if (status === 401 || status === 403) {
    const advice = tokenParameter
      ? `store a token that may write to the topic in the parameter ${tokenParameter}`
      : 'the topic is protected: name a token in ntfy.tokenParameter';
    return new DeliveryError(`${answered}; ${advice}`, 'permanent-config');
  }
  if ((status === 400 || status === 413) && !ABOUT_TOPIC.includes(code as number))
    return new DeliveryError(answered, 'permanent-payload');
  return new DeliveryError(`${answered}; see what the parameter ${topicParameter} holds`, 'permanent-config');
}

function readAnswer(body: string): { id?: unknown; code?: unknown } {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
}
