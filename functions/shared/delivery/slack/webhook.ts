import { postJson } from '../../http/post-json.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../message/slack.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { DeliveryError, type DeliveryFault } from '../delivery-error.ts';
import { retryAfterMs } from '../retry-after.ts';

/** Waits of a rate limit up to this long are waited out at once; longer ones are left to the queue. */
const LONGEST_INLINE_WAIT_MS = 5_000;

/** Answers of an incoming webhook. Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function classifySlackAnswer(status: number, body: string): DeliveryFault | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 400 && /^(invalid_payload|no_text|invalid_blocks|invalid_attachments|user_not_found)/.test(body))
    return 'permanent-payload';
  if (status === 429 || status >= 500) return 'retry';
  return status === 400 ? 'permanent-payload' : 'permanent-config';
}

/** Workflow and trigger URLs take flat variables, incoming webhooks take blocks. */
export function webhookKind(url: string): 'blocks' | 'workflow' {
  return /^https:\/\/hooks\.slack(-gov)?\.com\/(workflows|triggers)\//.test(url) ? 'workflow' : 'blocks';
}

/** The Slack receiver: one message for each change, through the webhook that the parameter holds. */
export function slackReceiver(options: {
  webhookParameter: string;
  mention?: string | undefined;
  secrets: Secrets;
  clock: Clock;
}): Receiver {
  const { webhookParameter, mention, secrets, clock } = options;
  return {
    name: 'slack',
    async deliver(message) {
      const url = await readSlackSecret(secrets, webhookParameter, 'the webhook URL');
      const payload = webhookKind(url) === 'workflow' ? renderSlackWorkflow(message) : renderSlack(message, mention);
      let failure = await post(url, payload, webhookParameter, clock);
      const wait = failure?.retryAfterMs;
      if (wait !== undefined && wait <= LONGEST_INLINE_WAIT_MS) {
        await clock.sleep(wait);
        failure = await post(url, payload, webhookParameter, clock);
      }
      // Slack refused the blocks: the plain words are worth more than nothing.
      if (failure?.fault === 'permanent-payload') failure = await post(url, renderSlackPlain(message), webhookParameter, clock);
      if (failure) throw failure;
    },
  };
}

/** @throws DeliveryError that names the parameter and what it should hold. */
export async function readSlackSecret(secrets: Secrets, parameter: string, what: string): Promise<string> {
  try {
    return await secrets.read(parameter);
  } catch (cause) {
    throw new DeliveryError(
      `Slack: the parameter ${parameter} cannot be read; create it as a SecureString that holds ${what}`,
      'permanent-config',
      { cause },
    );
  }
}

async function post(url: string, payload: unknown, parameter: string, clock: Clock): Promise<DeliveryError | undefined> {
  try {
    const { status, headers, body } = await postJson(url, payload);
    const fault = classifySlackAnswer(status, body);
    if (!fault) return undefined;
    const advice =
      fault === 'permanent-config'
        ? `; the webhook is dead or its channel is gone: store a new one in the parameter ${parameter}`
        : '';
    const text = `Slack answered HTTP ${status} ${/^[\w-]{0,40}/.exec(body)?.[0] ?? ''}`.trim();
    const wait = retryAfterMs(headers['retry-after'] ?? '', clock.now());
    return new DeliveryError(`${text}${advice}`, fault, { ...(wait !== null && { retryAfterMs: wait }) });
  } catch (error) {
    // Neither the message nor the cause of a network error is kept: both can hold the webhook's URL.
    return new DeliveryError(`Slack cannot be reached (${(error as { code?: string }).code ?? 'network error'})`, 'retry');
  }
}
