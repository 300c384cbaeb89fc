import type { DeliveryFault } from '../delivery-error.ts';
import type { WebhookKind } from './webhook-address.ts';

/** What Slack says of an empty or broken payload: whoever says so is a live webhook. Sources: see classifySlackAnswer. */
export const PAYLOAD_ANSWERS = [
  'invalid_payload',
  'invalid_blocks',
  'invalid_attachments',
  'missing_text_or_fallback_or_attachments',
  'no_text',
  'too_many_attachments',
  'user_not_found',
];

/**
 * What an answer means for the message; undefined when it was delivered. An incoming webhook then says 200 "ok", a workflow
 * 200 `{"ok":true}`; anything else with 200 comes from somebody in between, such as a proxy's login page.
 * Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (handling errors),
 * https://docs.slack.dev/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks and, for workflows,
 * https://docs.slack.dev/tools/node-slack-sdk/reference/webhook/interfaces/WebhookTriggerResult
 */
export function classifySlackAnswer(status: number, body: string, kind: WebhookKind = 'blocks'): DeliveryFault | undefined {
  if (isDelivered(status, body, kind)) return undefined;
  if (status < 300 || status === 408 || status === 429 || status >= 500) {
    return kind === 'workflow' && status === 200 && errorOf(body) !== undefined ? 'permanent-config' : 'retry';
  }
  return status === 400 ? 'permanent-payload' : 'permanent-config';
}

function isDelivered(status: number, body: string, kind: WebhookKind): boolean {
  if (status !== 200) return false;
  return kind === 'blocks' ? body.trim() === 'ok' : readResult(body)?.ok === true;
}

/** Slack's word for what is wrong, with the status; of other texts nothing is repeated. */
export function answerWords(status: number, body: string): string {
  const word = errorOf(body) ?? body;
  return `HTTP ${status} ${/^[\w-]{0,40}/.exec(word)?.[0] ?? ''}`.trim();
}

/** True for a 200 that Slack never gives. */
export function isStrange(status: number, body: string): boolean {
  return status < 300 && errorOf(body) === undefined;
}

function errorOf(body: string): string | undefined {
  const result = readResult(body);
  return result?.ok === false && typeof result.error === 'string' ? result.error : undefined;
}

function readResult(body: string): { ok?: unknown; error?: unknown } | undefined {
  try {
    const result: unknown = JSON.parse(body);
    return typeof result === 'object' && result !== null ? result : undefined;
  } catch {
    return undefined;
  }
}
