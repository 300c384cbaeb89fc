import { DeliveryError } from '../delivery-error.ts';
import { mayHaveArrived, type ServiceAnswer } from '../post-to.ts';
import { retryAfterMs } from '../retry-after.ts';

/** What an error of an event may be about; nothing else of an answer is repeated, for it may hold the key. */
const FIELDS = ['routing_key', 'dedup_key', 'event_action', 'summary', 'source', 'severity', 'custom_details', 'links', 'client'];

/**
 * Why an event was not taken; undefined when it was: 202 and "success". 400 is final, 429 and 5xx are to be tried again, "preferably with a
 * backoff of a few minutes". Sources: https://developer.pagerduty.com/docs/events-api-v2/overview/ (response codes and retry logic), and for
 * the bodies https://v2.developer.pagerduty.com/docs/send-an-event-events-api-v2
 */
export function classifyPagerduty(
  { status, body, retryAfter }: ServiceAnswer,
  parameter: string,
  nowMs: number,
): DeliveryError | undefined {
  const { status: said, errors } = readAnswer(body);
  if (status === 202 && said === 'success') return undefined;
  const wait = retryAfterMs(retryAfter, nowMs) ?? undefined;
  if (status < 300) {
    const strange = `PagerDuty answered HTTP ${status} without "success": a proxy or another service answers in its place`;
    return new DeliveryError(strange, 'retry', { ambiguous: true });
  }
  const answered = `PagerDuty answered HTTP ${status}`;
  if (status === 408 || status === 429 || status >= 500)
    return new DeliveryError(answered, 'retry', { retryAfterMs: wait, ambiguous: mayHaveArrived(status) });
  const fields = FIELDS.filter((field) => errors.includes(field));
  if (status === 413 || (status === 400 && !/routing.?key/i.test(errors))) {
    return new DeliveryError(`${answered}${fields.length > 0 ? ` about ${fields.join(', ')}` : ''}`, 'permanent-payload');
  }
  const advice = `it does not know the integration key: store that of an Events API v2 integration in the parameter ${parameter}, and see that pagerduty.region is the region of the account`;
  return new DeliveryError(`${answered}; ${advice}`, 'permanent-config');
}

function readAnswer(body: string): { status?: unknown; errors: string } {
  try {
    const answer = JSON.parse(body) as { status?: unknown; message?: unknown; errors?: unknown } | null;
    return { status: answer?.status, errors: JSON.stringify([answer?.message, answer?.errors]) };
  } catch {
    return { errors: '' };
  }
}
