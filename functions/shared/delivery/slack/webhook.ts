import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../message/slack.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { DeliveryError, type DeliveryFault } from '../delivery-error.ts';
import { LONGEST_INLINE_WAIT_MS, retryAfterMs } from '../retry-after.ts';
import { mayHaveArrived, postToSlack, type SlackResponse } from './request.ts';
import { readSlackSecret } from './secret.ts';
import { type WebhookKind, webhookKind, webhookProblem } from './webhook-address.ts';
import { answerWords, classifySlackAnswer, isStrange } from './webhook-answer.ts';

/** The Slack receiver: one message for each change, through the webhook that the parameter holds. */
export function slackReceiver(options: {
  webhookParameter: string;
  /** Hosts besides Slack's own that a webhook may be at. */
  webhookHosts?: readonly string[];
  mention?: string | undefined;
  secrets: Secrets;
  clock: Clock;
}): Receiver {
  const { webhookParameter, webhookHosts = [], mention, secrets, clock } = options;
  return {
    name: 'slack',
    async deliver(message, _thread, { signal } = {}) {
      const url = await readSlackSecret(secrets, webhookParameter, 'the webhook URL');
      const problem = webhookProblem(url, webhookHosts, webhookParameter);
      if (problem) throw new DeliveryError(`Slack: ${problem}`, 'permanent-config');
      const kind = webhookKind(url);
      const post = async (payload: unknown): Promise<DeliveryError | undefined> => {
        const headers = { 'content-type': 'application/json; charset=utf-8' };
        const answer = await postToSlack(url, { headers, body: JSON.stringify(payload), signal });
        const fault = classifySlackAnswer(answer.status, answer.body, kind);
        return fault && refusal(fault, answer, { kind, parameter: webhookParameter, nowMs: clock.now() });
      };
      const payload = kind === 'workflow' ? renderSlackWorkflow(message) : renderSlack(message, mention);
      let failure = await post(payload);
      const wait = failure?.retryAfterMs;
      if (wait !== undefined && wait <= LONGEST_INLINE_WAIT_MS) {
        await clock.sleep(wait);
        failure = await post(payload);
      }
      // Slack refused the blocks: the plain words are worth more than nothing. A workflow knows no others.
      if (failure?.fault === 'permanent-payload' && kind === 'blocks') failure = await post(renderSlackPlain(message));
      if (failure) throw failure;
    },
  };
}

interface Webhook {
  kind: WebhookKind;
  parameter: string;
  nowMs: number;
}

function refusal(fault: DeliveryFault, { status, body, retryAfter }: SlackResponse, webhook: Webhook): DeliveryError {
  const strange = isStrange(status, body);
  const said = strange ? `HTTP ${status}` : answerWords(status, body);
  return new DeliveryError(`Slack answered ${said}${adviceFor(fault, strange, webhook)}`, fault, {
    retryAfterMs: retryAfterMs(retryAfter, webhook.nowMs) ?? undefined,
    ambiguous: strange || mayHaveArrived(status),
  });
}

function adviceFor(fault: DeliveryFault, strange: boolean, { kind, parameter }: Webhook): string {
  if (strange) {
    return ` without "ok": a proxy or another service answers in its place; see what the parameter ${parameter} holds`;
  }
  if (fault === 'permanent-config') {
    return `; the webhook is dead or its channel is gone: store a new one in the parameter ${parameter}`;
  }
  const isAboutVariables = fault === 'permanent-payload' && kind === 'workflow';
  return isAboutVariables ? '; the workflow must have the text variables subject, headline, cause and link' : '';
}
